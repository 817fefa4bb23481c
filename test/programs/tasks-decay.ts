// Nine of ten tasks end soon after the stop, the others not before they are told to: they are cut.
import { setTimeout as delay } from "node:timers/promises";
import { decay } from "quiesce/tasks";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

const TASKS = 100;
let finished = 0;
let cut = 0;

await run((life) => {
  keepBusy(life);
  for (let at = 0; at < TASKS; at += 1) {
    life.scope.spawn(at % 10 === 0 ? "straggler" : "task", async (scope) => {
      const stopped = Promise.withResolvers<void>();
      const aborted = Promise.withResolvers<void>();
      scope.onStop(() => stopped.resolve());
      scope.onAbort(() => aborted.resolve());
      await stopped.promise;
      await (at % 10 === 0 ? aborted.promise : delay(at * 4));
      if (scope.isAborted) cut += 1;
      else finished += 1;
    });
  }
  life.onFlush("count", () => console.log(JSON.stringify({ finished, cut })));
  life.on("stopped", ({ report }) => console.log(`drain cut by ${report.drainCut?.kind}`));
  console.log("ready");
}, { graceMs: 60_000, drain: decay({ windowMs: 1_000 }) });
