// What a task keeps in memory while it waits, and once it has ended.
import { Group } from "quiesce/tasks";
import { liveBytes } from "../measure/heap.ts";
import { isQuick } from "../measure/quick.ts";
import { report } from "../measure/report.ts";

const LIVE = 100_000;
const FINISHED = isQuick() ? 200_000 : 1_000_000;
const WARM_UP = 20_000;
const AT_ONCE = 1_000;

/** A task that waits for the one promise that all wait for. */
function waiting(until: Promise<void>): () => Promise<void> {
  return async function wait(): Promise<void> {
    await until;
  };
}

async function bareBytes(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wait = waiting(promise);
  const before = await liveBytes();
  const running: Promise<void>[] = Array.from({ length: LIVE });
  for (let made = 0; made < LIVE; made += 1) running[made] = wait();
  const bytes = (await liveBytes() - before) / LIVE;
  resolve();
  await Promise.all(running);
  return bytes;
}

async function taskBytes(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wait = waiting(promise);
  const owner = new Group("owner");
  const before = await liveBytes();
  for (let made = 0; made < LIVE; made += 1) owner.spawn("task", wait);
  const bytes = (await liveBytes() - before) / LIVE;
  resolve();
  await owner.close();
  return bytes;
}

/** Bytes that are kept of each task that has ended, while its owner lives on. */
async function finishedBytes(): Promise<number> {
  const owner = new Group("owner");
  await finish(owner, WARM_UP);
  const before = await liveBytes();
  await finish(owner, FINISHED);
  const bytes = (await liveBytes() - before) / FINISHED;
  await owner.close();
  return bytes;
}

async function finish(owner: Group, count: number): Promise<void> {
  for (let made = 0; made < count; made += AT_ONCE) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wait = waiting(promise);
    for (let time = 0; time < AT_ONCE; time += 1) owner.spawn("task", wait);
    resolve();
    await owner.scope.idle();
  }
}

const bare = await bareBytes();
const task = await taskBytes();
report("task.bare", { value: bare });
report("task.live", { value: task - bare });
report("task.live-all", { value: task });
report("task.finished", { value: await finishedBytes() });
