// What it costs to note what is open, for scopes and for tasks.
import { Scope } from "quiesce";
import { Registry } from "quiesce/leak";
import { Group } from "quiesce/tasks";
import { compare, nanoseconds, ratio, type Rounds, type Way } from "../measure/compare.ts";
import { report } from "../measure/report.ts";

const MANY = 10_000;
const FEW = 1_000;
const SOME = 0.01;

const root = new Scope("root");
const ready: Promise<void> = Promise.resolve();

let kept: unknown;

function scopes(times: number): void {
  for (let time = 0; time < times; time += 1) {
    const scope = root.child("request");
    kept = scope;
    void scope.close();
  }
}

async function tasks(times: number): Promise<void> {
  const owner = new Group("owner", { places: "none" });
  for (let time = 0; time < times; time += 1) owner.spawn("task", work);
  await owner.close();
}

async function work(): Promise<void> {
  await ready;
}

interface Timed {
  readonly overriddenDuration: number;
}

/** While a registry notes a share of it; that it is made and released is not timed. */
function noting(sample: number, run: Way["run"]): Way["run"] {
  return async (times) => {
    const registry = new Registry({ sample });
    const timing = await timed(times, run);
    registry.release();
    return timing;
  };
}

async function timed(times: number, run: Way["run"]): Promise<Timed> {
  const startMs = performance.now();
  await run(times);
  return { overriddenDuration: performance.now() - startMs };
}

interface Compared {
  readonly unnoted: Rounds;
  readonly noted: Rounds;
}

async function compared(run: Way["run"]): Promise<Compared> {
  const off = { name: "off", run: (times: number) => timed(times, run) };
  const none = { name: "none", run: noting(0, run) };
  const some = { name: "some", run: noting(SOME, run) };
  const all = { name: "all", run: noting(1, run) };
  const unnoted = await compare([off, none], { times: MANY, async: true });
  const noted = await compare([off, some, all], { times: FEW, async: true });
  return { unnoted, noted };
}

const ofScopes = await compared(scopes);
report("leak.scope-off", nanoseconds(ofScopes.unnoted, "off"));
report("leak.scope-none", ratio(ofScopes.unnoted, "none", "off"));
report("leak.scope-some", ratio(ofScopes.noted, "some", "off"));
report("leak.scope-all", ratio(ofScopes.noted, "all", "off"));

const ofTasks = await compared(tasks);
report("leak.task-off", nanoseconds(ofTasks.unnoted, "off"));
report("leak.task-none", ratio(ofTasks.unnoted, "none", "off"));
report("leak.task-some", ratio(ofTasks.noted, "some", "off"));
report("leak.task-all", ratio(ofTasks.noted, "all", "off"));
if (kept === undefined) throw new Error("Cannot measure the registry: nothing was opened");
