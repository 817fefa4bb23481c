// A little of every door for structured work, as a user of the package reaches it.
import { Scope } from "quiesce";
import { detectLeaks, leaks } from "quiesce/leak";
import { Channel, checkpoint, CleanupQueue, Group, link, offload, Pool } from "quiesce/tasks";
import { expectNoLeaks } from "quiesce/testing";
import { abortable, consume, retry, sleep } from "quiesce/wrap";

const detector = detectLeaks();

const group = new Group("group", { policy: "collect" });
group.spawn("done", () => sleep(1));
group.spawn("failed", () => Promise.reject(new Error("broken")));
const { counts } = await group.close();
console.log(`group: ${counts.done} done, ${counts.failed} failed`);

const double = (n: number): Promise<number> => Promise.resolve(2 * n);
const pool = new Pool("pool", double, { workers: 2, queue: 1 });
const results: number[] = [];
const reading = (async () => {
  for await (const { outcome } of pool.results) {
    if (outcome.end === "done") results.push(outcome.value);
  }
})();
for (const n of [1, 2, 3]) await pool.add(n);
await pool.drain();
await reading;
console.log(`pool: ${results.sort((a, b) => a - b).join(" ")}`);

const channel = new Channel<string>({ capacity: 1 });
const sending = (async () => {
  for (const word of ["one", "two"]) await channel.send(word);
  channel.close();
})();
const words: string[] = [];
for await (const word of channel) words.push(word);
await sending;
console.log(`channel: ${words.join(" ")}`);

const worker = new Scope("worker");
const stop = new AbortController();
link(worker, stop);
const seen: string[] = [];
const { acked } = await consume(
  (async function* () {
    yield* ["first", "second"];
  })(),
  worker,
  (message) => void seen.push(message),
);
console.log(`consume: ${acked} of ${seen.length}`);

const queue = new CleanupQueue<string>();
queue.add("file");
queue.add("file");
const cleaned: string[] = [];
const cleaning = queue.run(worker, (key) => void cleaned.push(key), { workers: 1 });
await queue.shutDownWithDrain();
await cleaning;
console.log(`cleanup queue: ${cleaned.join(" ")}`);

const cut = new Scope("cut");
const waiting = abortable(new Promise<never>(() => {}), cut).catch((error: unknown) => error);
cut.abort("enough");
console.log(`abortable: ${(await waiting) === cut.reason}`);
await cut.close();

let attempts = 0;
const answer = await retry(() => {
  attempts += 1;
  if (attempts < 3) throw new Error("not yet");
  return "at last";
}, { minDelayMs: 1 });
console.log(`retry: ${answer}`);

const sum = await offload((numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0), {
  input: [1, 2, 3],
});
console.log(`offload: ${sum}`);

let rounds = 0;
while (rounds < 100_000) {
  const turn = checkpoint(worker);
  if (turn) await turn;
  rounds += 1;
}
console.log(`checkpoint: ${rounds} rounds`);

stop.abort();
console.log(`link: ${worker.isAborted}`);
await worker.close();

await expectNoLeaks(() => new Scope("clean").close());
const leaking = await expectNoLeaks(() => new Scope("left"), { waitMs: 0 })
  .catch((error: unknown) => (error as { readonly code?: string }).code);
console.log(`expectNoLeaks: ${JSON.stringify(leaking)}`);
console.log(`leaks: ${leaks().length} yet`);
detector.release();
