// Writes rows to a file, by streams alone. A cut leaves no half a file and no open cursor behind.
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import process from "node:process";
import { Writable } from "node:stream";
import { abortable, sleep } from "quiesce/wrap";
import { run } from "./door.ts";

const target = process.env["TARGET"] ?? "rows.csv";

// Not `await run(…)`: Deno and Bun would wait for it for ever.
void run((life) => {
  life.spawn("export", async (scope) => {
    const partial = `${target}.partial`;
    // Runs whatever happens, and finds nothing when all went well.
    scope.defer(() => rm(partial, { force: true }));
    await abortable(rows(Number(process.env["ROWS"] ?? 5)), scope)
      .pipeThrough(new TextEncoderStream())
      .pipeTo(Writable.toWeb(createWriteStream(partial)));
    await rename(partial, target);
    console.log(`exported ${target}`);
  });
}, { graceMs: Number(process.env["GRACE_MS"] ?? 25_000) });

/** Stands for the cursor of a database. It knows no signal: `abortable` cancels it. */
function rows(count: number): ReadableStream<string> {
  let row = 0;
  return new ReadableStream({
    async pull(controller) {
      await sleep(20);
      row += 1;
      controller.enqueue(`${row}\n`);
      if (row === 1) console.log("took the first row");
      if (row === count) controller.close();
    },
    cancel: () => console.log("closed the cursor"),
  });
}
