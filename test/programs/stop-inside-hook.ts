// A hook asks for the shutdown in which it runs. It must not wait for it: that would be itself.
import type { Report } from "quiesce";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

let asked: Promise<Report> | undefined;

const report = await run((life) => {
  keepBusy(life);
  life.onClose("database", () => console.log("closed database"));
  life.onClose("asker", () => {
    console.log("closing asker");
    asked = life.shutdown("asked again");
  });
  console.log("ready");
});

console.log(await asked === report ? "same report" : "another report");
