// Shows how many ended without a record before it, and ends by itself: nobody ends its life.
import process from "node:process";
import { Lifecycle } from "quiesce";
import { exporter } from "quiesce/prometheus";

const metrics = exporter(new Lifecycle(), { previous: process.env["PREVIOUS"] ?? "" });
const text = await metrics.text();
console.log(text.split("\n").find((line) => line.startsWith("quiesce_unclean_ends_total")));
