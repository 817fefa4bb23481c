// Keeps what became of it as a file that `quiesce report` draws.
import { writeFileSync } from "node:fs";
import process from "node:process";
import { run } from "./door.ts";

const file = process.env["REPORT"] ?? "report.json";

void run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  life.on("stopped", ({ report }) => writeFileSync(file, JSON.stringify(report)));
});
