// Shows on SIGQUIT what a leak detector knows: a worker, a scope of its own that nobody has closed,
// and an abort that a task below it did not hear.
import { Scope } from "quiesce";
import { detectLeaks } from "quiesce/leak";
import { run } from "./door.ts";

const detector = detectLeaks({ maxAgeMs: 0, ignoreAbortMs: 0, trace: true });
const forgotten = new Scope("forgotten", { unwindMs: 0 });

await run((life) => {
  life.scope.spawn("worker", async (scope) => {
    scope.status("batch 3 of 9");
    const { promise, resolve } = Promise.withResolvers<void>();
    scope.onStop(() => resolve());
    const timer = setInterval(() => {}, 60_000);
    await promise;
    clearInterval(timer);
  });
  forgotten.spawn("deaf", () => new Promise(() => {}));
  forgotten.abort("enough");
  life.onClose("detector", () => detector.release());
  life.onClose("forgotten", () => forgotten.close());
  console.log("ready");
});
