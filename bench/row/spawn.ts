// What it costs to start many tasks that wait once, and to wait for them all.
import { Scope } from "quiesce";
import { Group } from "quiesce/tasks";
import { compare, nanoseconds, ratio, type Rounds, type Way } from "../measure/compare.ts";
import { report } from "../measure/report.ts";
import { effectSpawn, effectSpawnAtRoot } from "../peers/effect.ts";

const ready: Promise<void> = Promise.resolve();

/** Options of the caller's: then nobody takes a place from the stack. */
const UNPLACED = {};

let ran = 0;

/** The work that every way starts: it waits once, as for a database. */
async function work(): Promise<void> {
  await ready;
  ran += 1;
}

async function all(times: number): Promise<void> {
  await Promise.all(started(times));
}

async function settled(times: number): Promise<void> {
  await Promise.allSettled(started(times));
}

function started(times: number): Promise<void>[] {
  const running: Promise<void>[] = [];
  for (let time = 0; time < times; time += 1) running.push(work());
  return running;
}

async function group(times: number): Promise<void> {
  const owner = new Group("owner");
  for (let time = 0; time < times; time += 1) owner.spawn("task", work);
  await owner.close();
}

async function scope(times: number): Promise<void> {
  const owner = new Scope("owner");
  for (let time = 0; time < times; time += 1) owner.spawn("task", work, UNPLACED);
  await owner.close();
}

/** The same when each task is to know where it was spawned. */
async function placed(times: number): Promise<void> {
  const owner = new Scope("owner");
  for (let time = 0; time < times; time += 1) owner.spawn("task", work);
  await owner.close();
}

const WAYS: readonly Way[] = [
  { name: "all", run: all },
  { name: "settled", run: settled },
  { name: "group", run: group },
  { name: "scope", run: scope },
  { name: "placed", run: placed },
  { name: "effect", run: (times) => effectSpawn(times, work) },
  { name: "effect-root", run: (times) => effectSpawnAtRoot(times, work) },
];

function reportAll(rounds: Rounds, size: "1k" | "100k"): void {
  report(`spawn.all-${size}`, nanoseconds(rounds, "all"));
  report(`spawn.settled-${size}`, ratio(rounds, "settled", "all"));
  report(`spawn.group-${size}`, ratio(rounds, "group", "all"));
  report(`spawn.scope-${size}`, ratio(rounds, "scope", "all"));
  report(`spawn.placed-${size}`, ratio(rounds, "placed", "all"));
  report(`spawn.effect-${size}`, ratio(rounds, "effect", "group"));
  report(`spawn.effect-root-${size}`, ratio(rounds, "effect-root", "group"));
}

reportAll(await compare(WAYS, { times: 1_000, async: true }), "1k");
reportAll(await compare(WAYS, { times: 100_000, async: true, long: true }), "100k");
if (ran === 0) throw new Error("Cannot measure tasks: none has run");
