// deno-lint-ignore-file require-await -- what is measured are async functions, whatever they wait for
// What it costs a long loop to be stoppable. Its turns of the event loop are in the figures.
import { Scope } from "quiesce";
import { checkpoint, type CheckpointSource } from "quiesce/tasks";
import { compare, difference, nanoseconds, percentKept, type Way } from "../measure/compare.ts";
import { hashBytes, RECORDS } from "../measure/hash-bytes.ts";
import { report } from "../measure/report.ts";

const ROUNDS = 200_000;

const scope = new Scope("search");
const { signal } = new AbortController();

let sum = 0;

async function bare(times: number): Promise<void> {
  let own = 0;
  for (let time = 0; time < times; time += 1) own ^= hashBytes(RECORDS[time & 63] as Uint8Array);
  sum ^= own;
}

async function checked(times: number): Promise<void> {
  let own = 0;
  for (let time = 0; time < times; time += 1) {
    const turn = checkpoint(scope);
    if (turn) await turn;
    own ^= hashBytes(RECORDS[time & 63] as Uint8Array);
  }
  sum ^= own;
}

async function bareEmpty(times: number): Promise<void> {
  let own = 0;
  for (let time = 0; time < times; time += 1) own ^= time;
  sum ^= own;
}

function checkedEmpty(source: CheckpointSource): Way["run"] {
  return async (times) => {
    let own = 0;
    for (let time = 0; time < times; time += 1) {
      const turn = checkpoint(source);
      if (turn) await turn;
      own ^= time;
    }
    sum ^= own;
  };
}

const options = { times: ROUNDS, async: true };
const loops = await compare(
  [{ name: "bare", run: bare }, { name: "checked", run: checked }],
  options,
);
const empty = await compare(
  [{ name: "bare", run: bareEmpty }, { name: "checked", run: checkedEmpty(scope) }],
  options,
);
// The last one: from here on the compiler has to reckon with two kinds of sources.
const signals = await compare(
  [{ name: "bare", run: bareEmpty }, { name: "checked", run: checkedEmpty(signal) }],
  options,
);

report("cpu.scope", difference(empty, "checked", "bare"));
report("cpu.signal", difference(signals, "checked", "bare"), "in a process that uses both");
report("cpu.bare", nanoseconds(loops, "bare"));
report("cpu.checked", percentKept(loops, "checked", "bare"));
report("cpu.bare-empty", nanoseconds(empty, "bare"));
report("cpu.checked-empty", percentKept(empty, "checked", "bare"));
if (sum === -1) throw new Error("Cannot measure loops: nothing was computed");
