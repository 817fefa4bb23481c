// What a gate costs around a handler that is awaited.
import { Gate, type Lease } from "quiesce";
import { compare, nanoseconds, ratio } from "../measure/compare.ts";
import { report } from "../measure/report.ts";

const gate = new Gate("http");

const ready: Promise<void> = Promise.resolve();

/** The handler that every way calls: it waits once, as for a database. */
async function handle(path: string): Promise<number> {
  await ready;
  return path.length;
}

async function bare(times: number): Promise<number> {
  let sum = 0;
  for (let time = 0; time < times; time += 1) sum += await handle("/orders");
  return sum;
}

async function anonymous(times: number): Promise<number> {
  let sum = 0;
  for (let time = 0; time < times; time += 1) {
    if (!gate.enter()) continue;
    try {
      sum += await handle("/orders");
    } finally {
      gate.leave();
    }
  }
  return sum;
}

async function named(times: number): Promise<number> {
  let sum = 0;
  for (let time = 0; time < times; time += 1) {
    const lease: Lease | undefined = gate.lease("/orders");
    try {
      sum += await handle("/orders");
    } finally {
      lease?.release();
    }
  }
  return sum;
}

const ways = [bare, anonymous, named].map((run) => ({ name: run.name, run }));
const rounds = await compare(ways, { async: true });
report("async.bare", nanoseconds(rounds, "bare"));
report("async.anonymous", ratio(rounds, "anonymous", "bare"));
report("async.named", ratio(rounds, "named", "bare"));
