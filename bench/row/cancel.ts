// What it costs to cancel many tasks that wait, and to wait until all have ended. Only that is
// timed; that they were started is not.
import type { Scope } from "quiesce";
import { Group } from "quiesce/tasks";
import { compare, nanoseconds, ratio, type Way } from "../measure/compare.ts";
import { isQuick } from "../measure/quick.ts";
import { report } from "../measure/report.ts";
import { effectCancel } from "../peers/effect.ts";

interface Timed {
  readonly overriddenDuration: number;
}

function untilAborted(scope: Scope): Promise<never> {
  return new Promise((_, reject) => void scope.onAbort(reject));
}

async function group(times: number): Promise<Timed> {
  const owner = new Group("owner");
  for (let time = 0; time < times; time += 1) owner.spawn("task", untilAborted);
  await turnOfLoop();
  return await timed(async () => {
    owner.abort();
    await owner.ended;
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

const thousand = await compare(named(group, effect, signal), few);
report("cancel.group-1k", nanoseconds(thousand, "group"));
report("cancel.effect-1k", ratio(thousand, "effect", "group"));
report("cancel.signal-1k", ratio(thousand, "signal", "group"));

const tenThousand = await compare(named(group, signal), some);
report("cancel.group-10k", nanoseconds(tenThousand, "group"));
report("cancel.signal-10k", ratio(tenThousand, "signal", "group"));

const hundredThousand = await compare(named(group, effect), many);
report("cancel.group-100k", nanoseconds(hundredThousand, "group"));
report("cancel.effect-100k", ratio(hundredThousand, "effect", "group"));

if (!isQuick()) {
  const million = await compare(named(group), { ...most, rounds: 3 });
  report("cancel.group-1m", nanoseconds(million, "group"));
}
