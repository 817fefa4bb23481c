import assert from "node:assert/strict";
import { hotLoad } from "./hot-load.ts";
import type { Case } from "./mod.ts";
import { assertCode, assertWithin, startService } from "./service.ts";
import type { Subject } from "./subject.ts";

const ROUNDS = 10;
const CLIENTS = 50;

/** No accepted request is lost: the rounds under load, which want the machine for themselves. */
export const lossUnderLoad: readonly Case[] = [
  {
    id: "LOSS-1",
    promise: "under hot keep-alive load no accepted request is lost, in ten shutdowns of ten",
    async run(subject) {
      for (let round = 1; round <= ROUNDS; round += 1) await losesNothing(subject, round);
    },
  },
];

async function losesNothing(subject: Subject, round: number): Promise<void> {
  const child = await startService(subject);
  const load = hotLoad(child.port, CLIENTS, "/");
  await load.warm;

  child.signal("SIGTERM");
  const ending = await child.end();
  const { raced, lost, cut } = await load.done;

  assert.deepEqual({ raced, lost, cut }, { raced: 0, lost: 0, cut: 0 }, `in round ${round}`);
  assertCode(ending, 0);
  assertWithin(ending, 2_000);
}
