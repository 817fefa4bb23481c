// A consumer of a partitioned log, such as Kafka's. In a partition, one message after the other; a
// message is committed when it is handled, and what is cut is not: the next reader begins with it.
import process from "node:process";
import { consume, sleep } from "quiesce/wrap";
import { run } from "./door.ts";

interface Message {
  readonly offset: number;
  readonly workMs: number;
}

const log = openLog([[100, 100, 100, 100], [100, 600_000, 100]]);

await run((life) => {
  life.use("log", log, () => console.log(`closed log, committed ${log.committed.join(" and ")}`));
  for (const partition of log.partitions) {
    life.spawn(`orders-${partition}`, async (scope) => {
      await consume(log.reader(partition), scope, async ({ offset, workMs }, { signal }) => {
        console.log(`took ${partition}/${offset}`);
        await sleep(workMs, { signal });
        console.log(`handled ${partition}/${offset}`);
      });
    });
  }
}, { graceMs: Number(process.env["GRACE_MS"] ?? 25_000) });

/** Stands for the log. It knows, for each partition, where the next reader begins. */
function openLog(workMs: readonly (readonly number[])[]) {
  const committed = workMs.map(() => 0);
  const reader = (partition: number) => {
    let position = committed[partition] ?? 0;
    return {
      receive: (): Promise<Message | undefined> => {
        const next = workMs[partition]?.[position];
        if (next === undefined) return Promise.resolve(undefined);
        position += 1;
        return Promise.resolve({ offset: position - 1, workMs: next });
      },
      // What is before an offset counts as done, so it is said of one message after the other.
      ack: ({ offset }: Message): void => void (committed[partition] = offset + 1),
      // Nothing was committed, so nothing has to be taken back; who goes on reads it again.
      release: ({ offset }: Message): void => {
        position = offset;
        console.log(`handed back ${partition}/${offset}`);
      },
    };
  };
  return { committed, partitions: workMs.map((_, partition) => partition), reader };
}
