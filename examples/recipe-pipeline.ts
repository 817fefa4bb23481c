// A pipeline: a consumer takes messages, a writer writes them, a channel is between the two. The
// stop reaches the consumer alone, so that what is in hand still finds the writer at work; and a
// message is acknowledged when it is written, not when the channel has taken it.
import process from "node:process";
import { Channel } from "quiesce/tasks";
import { abortable, consume, sleep } from "quiesce/wrap";
import { run } from "./door.ts";

interface Row {
  readonly letter: number;
  readonly written: PromiseWithResolvers<void>;
}

await run((life) => {
  const queue = life.use("queue", openQueue(), () => console.log("closed queue"));
  // The life waits for it, and does not stop it. Whoever fills it closes it, below.
  const downstream = life.scope.detached("downstream");
  const rows = new Channel<Row>({ capacity: 2 });

  downstream.spawn("writer", async (own) => {
    await consume(rows.values(), own, async ({ letter, written }, { signal }) => {
      // A failure is told to whoever holds the message, and hands it back.
      await write(letter, signal).then(written.resolve, written.reject);
    }, { concurrency: 2 });
  });

  life.spawn("consumer", async (scope) => {
    try {
      await consume(queue, scope, async (letter, own) => {
        console.log(`took ${letter}`);
        const written = Promise.withResolvers<void>();
        await rows.send({ letter, written }, { signal: own });
        await abortable(written.promise, own);
      }, { concurrency: 4 });
    } finally {
      // Nothing is in hand any more. From here on downstream, one after the other.
      rows.close();
      await downstream.close();
    }
  });
}, { graceMs: Number(process.env["GRACE_MS"] ?? 25_000) });

/** Stands for your database. */
async function write(letter: number, signal: AbortSignal): Promise<void> {
  await sleep(Number(process.env["WRITE_MS"] ?? 150), { signal });
  console.log(`wrote ${letter}`);
}

/** Stands for your queue, which is never empty. */
function openQueue() {
  let last = 0;
  return {
    receive: (signal: AbortSignal) => sleep(10, { signal }).then(() => last += 1),
    ack: (letter: number): void => console.log(`acknowledged ${letter}`),
    release: (letter: number): void => console.log(`handed back ${letter}`),
  };
}
