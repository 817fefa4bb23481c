// Writes its final record over something that takes its time, and holds nothing.
import { auditLog } from "quiesce/observe";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  auditLog(life, {
    write: (line) => /shutdown\.ended/.test(line) ? later(line) : undefined,
  });
  console.error("ready");
}, { graceMs: 8_000, report: false });

/** Stands for a collector behind a connection whose handle is not ours. */
function later(line: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    console.log(line);
    resolve();
  }, 600);
  unref(timer);
  return promise;
}

function unref(timer: unknown): void {
  if ("Deno" in globalThis) (globalThis as never as Host).Deno.unrefTimer(timer as number);
  else (timer as { unref(): void }).unref();
}

interface Host {
  readonly Deno: { unrefTimer(timer: number): void };
}
