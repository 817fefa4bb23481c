// What it costs to cancel many tasks that wait, and to wait until all have ended. Only that is
// timed; that they were started is not.
import { Scope } from "quiesce";
import { compare, nanoseconds, ratio, type Way } from "../measure/compare.ts";
import { isQuick } from "../measure/quick.ts";
import { report } from "../measure/report.ts";
import { effectCancel } from "../peers/effect.ts";

interface Timed {
  readonly overriddenDuration: number;
}

const UNPLACED = {};

function untilAborted(scope: Scope): Promise<never> {
  return new Promise((_, reject) => void scope.onAbort(reject));
}

async function scope(times: number): Promise<Timed> {
  const owner = new Scope("owner");
  for (let time = 0; time < times; time += 1) owner.spawn("task", untilAborted, UNPLACED);
  await turnOfLoop();
  return await timed(async () => {
    owner.abort();
    await owner.close();
  });
}

/** What there is without scopes: all listen to one signal. */
async function signal(times: number): Promise<Timed> {
  const owner = new AbortController();
  const tasks = Array.from({ length: times }, () => untilSignaled(owner.signal));
  await turnOfLoop();
  return await timed(async () => {
    owner.abort();
    await Promise.allSettled(tasks);
  });
}

function untilSignaled(by: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    by.addEventListener("abort", () => reject(by.reason), { once: true });
  });
}

async function effect(times: number): Promise<Timed> {
  return { overriddenDuration: await effectCancel(times) };
}

async function timed(run: () => Promise<void>): Promise<Timed> {
  const startMs = performance.now();
  await run();
  return { overriddenDuration: performance.now() - startMs };
}

function turnOfLoop(): Promise<void> {
  return new Promise((done) => setTimeout(done, 0));
}

function named(...runs: readonly Way["run"][]): Way[] {
  return runs.map((run) => ({ name: run.name, run }));
}

const few = { times: 1_000, async: true };
const some = { times: 10_000, async: true, long: true };
const many = { times: 100_000, async: true, long: true };
const most = { times: 1_000_000, async: true, long: true };

const thousand = await compare(named(scope, effect, signal), few);
report("cancel.scope-1k", nanoseconds(thousand, "scope"));
report("cancel.effect-1k", ratio(thousand, "effect", "scope"));
report("cancel.signal-1k", ratio(thousand, "signal", "scope"));

const tenThousand = await compare(named(scope, signal), some);
report("cancel.scope-10k", nanoseconds(tenThousand, "scope"));
report("cancel.signal-10k", ratio(tenThousand, "signal", "scope"));

const hundredThousand = await compare(named(scope, effect), many);
report("cancel.scope-100k", nanoseconds(hundredThousand, "scope"));
report("cancel.effect-100k", ratio(hundredThousand, "effect", "scope"));

const million = await compare(named(scope), { ...most, rounds: isQuick() ? 1 : 3 });
report("cancel.scope-1m", nanoseconds(million, "scope"));
