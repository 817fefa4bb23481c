import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { Broker } from "./broker.ts";
import type { Child, Ending } from "./child.ts";
import type { Case } from "./mod.ts";
import { assertCode, assertNoTrace, assertWithin } from "./service.ts";
import type { Subject } from "./subject.ts";

/** What a program says of its pool. */
interface PoolCount {
  readonly added: number;
  readonly twice: number;
  readonly done: readonly number[];
  readonly returned: readonly number[];
}

const TASKS = 100_000;
const CALLS = 10_000_000;
/** Ten million promises take several times as much on every runtime. */
const MOST_GROWN_BYTES = 200_000_000;

/** Structured work keeps the promises too: groups, pools, consumers and loops. */
export const work: readonly Case[] = [
  {
    id: "EXIT-15",
    promise: "a loop that computes for ever obeys the stop at its next checkpoint",
    async run(subject) {
      const env = { CHECKPOINTS: "1", GRACE_MS: "10000" };
      const child = await subject.start("tasks-cpu", { env });

      child.signal("SIGTERM");
      const ending = await child.end();

      const seen = ["ready", "asked to stop", "cleaned up", "closed database"];
      assert.deepEqual(ending.lines, seen);
      assertCode(ending, 0);
      assertWithin(ending, 5_000);
    },
  },
  {
    id: "EXIT-16",
    promise: "a task that computes for ever after the stop is killed by the watchdog, and named",
    async run(subject) {
      const child = await subject.start("tasks-cpu-late", { env: { GRACE_MS: "2000" } });

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.deepEqual(ending.lines, ["ready", "computing"]);
      assert.match(ending.stderr, /the event loop is blocked in phase drain/);
      assert.equal(ending.signal, "SIGKILL");
      assertWithin(ending, 2_000);
    },
  },
  {
    id: "EXIT-17",
    promise:
      "stragglers are cut long before the deadline when a drain decays, and the exit says so",
    async run(subject) {
      const child = await subject.start("tasks-decay");

      child.signal("SIGTERM");
      const ending = await child.end();

      const counts = JSON.stringify({ finished: 90, cut: 10 });
      assert.deepEqual(ending.lines, ["ready", counts, "drain cut by decay"]);
      assert.match(ending.stderr, /the drain was cut early: open work ended at/);
      assertCode(ending, 124);
      assert.ok(ending.tookMs < 30_000, `the exit took ${ending.tookMs} of 60000 ms`);
    },
  },
  {
    id: "CANCEL-6",
    promise: "a consumer that is told to stop acknowledges the message in hand and takes no other",
    async run(subject) {
      await Broker.open(["m1", "m2", "m3"], async (broker, port) => {
        const child = await consumer(subject, port, { WORK_MS: "500" });
        await child.waitForLine("took m2");

        child.signal("SIGTERM");
        const ending = await child.end();

        assert.deepEqual(broker.told, [
          "gave m1 to 1",
          "ack m1 by 1",
          "gave m2 to 1",
          "ack m2 by 1",
        ]);
        assert.deepEqual(broker.queue, ["m3"]);
        assert.equal(ending.lines.at(-1), JSON.stringify({ acked: 2, returned: 0, failed: 0 }));
        assertCode(ending, 0);
      });
    },
  },
  {
    id: "CANCEL-7",
    promise: "a message whose handler is cut at the deadline is handed back, once",
    run: (subject) => handsBackOnce(subject, {}),
  },
  {
    id: "CANCEL-8",
    promise: "a message of a consumer that is killed goes to the next one, which acknowledges it",
    async run(subject) {
      await Broker.open(["m1"], async (broker, port) => {
        const first = await consumer(subject, port, { WORK_MS: "600000" });
        await first.waitForLine("took m1");
        const second = await consumer(subject, port, { WORK_MS: "1" });

        first.signal("SIGKILL");
        await broker.until("ack m1 by 2");
        second.signal("SIGTERM");
        const ending = await second.end();

        const expected = ["gave m1 to 1", "lost m1 by 1", "gave m1 to 2", "ack m1 by 2"];
        assert.deepEqual(broker.told, expected);
        assertCode(ending, 0);
      });
    },
  },
  {
    id: "CANCEL-9",
    promise: "it is handed back, once, also when its handler ignores the abort",
    run: (subject) => handsBackOnce(subject, { DEAF: "1" }),
  },
  {
    id: "ACK-3",
    promise: "a pool that is suspended and continued in mid-work loses no job and does none twice",
    async run(subject) {
      const child = await subject.start("tasks-pool", { until: "done 50" });

      await suspend(child);
      await child.waitForLine("done 100");
      await suspend(child, () => child.signal("SIGTERM"));
      const ending = await child.end();

      const { added, twice, done, returned } = countOf<PoolCount>(ending);
      const all = [...done, ...returned].sort((a, b) => a - b);
      assert.deepEqual(all, Array.from({ length: added }, (_, at) => at + 1));
      assert.equal(twice, 0);
      assert.ok(returned.length > 0);
      assertCode(ending, 0);
    },
  },
  {
    id: "ALL-8",
    promise:
      "of a hundred thousand tasks each is cleaned up once, though the stop comes among them",
    async run(subject) {
      const child = await subject.start("tasks-many");

      child.signal("SIGTERM");
      const ending = await child.end();

      const { openedAtStop, ...counts } = countOf<{ readonly openedAtStop: number }>(ending);
      assert.deepEqual(counts, { opened: TASKS, cleaned: { 1: TASKS } });
      assert.ok(openedAtStop >= TASKS / 2 && openedAtStop < TASKS, `stopped at ${openedAtStop}`);
      assertCode(ending, 0);
      assertNoTrace(ending);
    },
  },
  {
    id: "ONCE-4",
    promise:
      "ten million calls of shutdown are one shutdown, one report, and no memory to speak of",
    async run(subject) {
      const child = await subject.start("tasks-shutdown-storm");

      child.signal("SIGTERM");
      const ending = await child.end();

      const { grownBytes, ...counts } = JSON.parse(ending.lines.at(-2) ?? "{}");
      assert.deepEqual(counts, { calls: CALLS, others: 0, shutdowns: 1, closed: 1 });
      assert.equal(ending.lines.at(-1), "same report");
      assert.ok(grownBytes < MOST_GROWN_BYTES, `the heap grew by ${grownBytes} bytes`);
      assertCode(ending, 0);
    },
  },
];

function consumer(
  subject: Subject,
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<Child> {
  return subject.start("tasks-consumer", { env: { ...env, BROKER_PORT: String(port) } });
}

async function handsBackOnce(
  subject: Subject,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await Broker.open(["m1", "m2"], async (broker, port) => {
    const given = { ...env, WORK_MS: "600000", GRACE_MS: "3000" };
    const child = await consumer(subject, port, given);
    await child.waitForLine("took m1");

    child.signal("SIGTERM");
    const ending = await child.end();

    assert.deepEqual(broker.told, ["gave m1 to 1", "release m1 by 1"]);
    assert.deepEqual(broker.queue, ["m1", "m2"]);
    assertCode(ending, 124);
    assertWithin(ending, 3_000);
  });
}

/** What happens `meanwhile` is delivered when the process goes on. */
async function suspend(child: Child, meanwhile: () => unknown = () => {}): Promise<void> {
  child.signal("SIGSTOP");
  await delay(1_000);
  meanwhile();
  child.signal("SIGCONT");
}

/** What a program printed last. */
function countOf<Count>(ending: Ending): Count {
  return JSON.parse(ending.lines.at(-1) ?? "{}") as Count;
}
