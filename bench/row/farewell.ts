// How long a worker that was told to stop is kept by saying so: through an unbuffered channel it
// waits for its supervisor, through a buffered one it does not.
import { Scope } from "quiesce";
import { Channel } from "quiesce/tasks";
import { hashBytes, RECORDS } from "../measure/hash-bytes.ts";
import { quantile } from "../measure/median.ts";
import { isQuick } from "../measure/quick.ts";
import { report } from "../measure/report.ts";

const WORKERS = 100;
const ROUNDS = isQuick() ? 50 : 300;
const WARM_UP = 20;
/** What the supervisor does for each farewell, as for a line in a log: some twenty microseconds. */
const HASHES_EACH = 300;

let sum = 0;

/** From the stop to the end of each worker, in microseconds. */
async function latenciesUs(capacity: number): Promise<number[]> {
  const owner = new Scope("workers");
  const farewells = new Channel<number>({ capacity });
  const supervised = supervise(farewells);
  const endedMs: number[] = [];
  const workers = Array.from({ length: WORKERS }, async (_, id) => {
    await new Promise<void>((stopped) => void owner.onStop(() => stopped()));
    await farewells.send(id);
    endedMs.push(performance.now());
  });
  await new Promise((done) => setTimeout(done, 0));

  const startMs = performance.now();
  owner.stop();
  await Promise.all(workers);
  farewells.close();
  await supervised;
  await owner.close();
  return endedMs.map((ms) => (ms - startMs) * 1e3);
}

async function supervise(farewells: Channel<number>): Promise<void> {
  for await (const id of farewells) {
    for (let time = 0; time < HASHES_EACH; time += 1) {
      sum = hashBytes(RECORDS[(id + time) & 63] as Uint8Array) & 0xffff;
    }
  }
}

/** The kinds take turns, so that whatever else the machine does falls upon both alike. */
const unbuffered: number[] = [];
const buffered: number[] = [];
for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  const waited = await latenciesUs(0);
  const free = await latenciesUs(WORKERS);
  if (round < 0) continue;
  unbuffered.push(...waited);
  buffered.push(...free);
}

unbuffered.sort((a, b) => a - b);
buffered.sort((a, b) => a - b);
report("farewell.unbuffered-p50", { value: quantile(unbuffered, 0.5) });
report("farewell.unbuffered-p90", { value: quantile(unbuffered, 0.9) });
report("farewell.unbuffered-p99", { value: quantile(unbuffered, 0.99) });
report("farewell.buffered-p50", { value: quantile(buffered, 0.5) });
report("farewell.buffered-p90", { value: quantile(buffered, 0.9) });
report("farewell.buffered-p99", { value: quantile(buffered, 0.99) });
if (sum === -1) throw new Error("Cannot measure farewells: nothing was computed");
