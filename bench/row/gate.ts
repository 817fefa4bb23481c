// What a gate costs around a handler that returns at once.
import { Gate } from "quiesce";
import { compare, nanoseconds, ratio } from "../measure/compare.ts";
import { allocatedBytes } from "../measure/heap.ts";
import { report } from "../measure/report.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

const gate = new Gate("http");
const enterByClosure = closureGate();
const paths: readonly string[] = Array.from({ length: 64 }, (_, id) => `/orders/${id}`);

let last: Answer | undefined;

/** The handler that every way calls: it makes one small answer, which the optimizer must keep. */
function handle(path: string): Answer {
  return { status: 200, body: path };
}

function path(time: number): string {
  return paths[time & 63] as string;
}

function bare(times: number): void {
  for (let time = 0; time < times; time += 1) last = handle(path(time));
}

function anonymous(times: number): void {
  for (let time = 0; time < times; time += 1) {
    if (!gate.enter()) continue;
    try {
      last = handle(path(time));
    } finally {
      gate.leave();
    }
  }
}

function named(times: number): void {
  for (let time = 0; time < times; time += 1) {
    const lease = gate.lease(path(time));
    try {
      last = handle(path(time));
    } finally {
      lease?.release();
    }
  }
}

function closure(times: number): void {
  for (let time = 0; time < times; time += 1) {
    const leave = enterByClosure(path(time));
    try {
      last = handle(path(time));
    } finally {
      leave();
    }
  }
}

/** What the peers do: a record in a set, and a closure that takes it out once. */
function closureGate(): (name: string) => () => void {
  const inside = new Set<{ readonly name: string }>();
  return (name) => {
    const record = { name };
    inside.add(record);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inside.delete(record);
    };
  };
}

function enterAndLeave(times: number): void {
  for (let time = 0; time < times; time += 1) if (gate.enter()) gate.leave();
}

const ways = [bare, anonymous, named, closure].map((run) => ({ name: run.name, run }));
const rounds = await compare(ways);
report("gate.bare", nanoseconds(rounds, "bare"));
report("gate.anonymous", ratio(rounds, "anonymous", "bare"));
report("gate.named", ratio(rounds, "named", "bare"));
report("gate.closure", ratio(rounds, "closure", "named"));

enterAndLeave(1_000_000);
report("gate.bytes", { value: allocatedBytes(() => enterAndLeave(100_000)) / 100_000 });
if (last === undefined) throw new Error("Cannot measure the gate: no handler was called");
