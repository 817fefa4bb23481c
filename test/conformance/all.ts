import assert from "node:assert/strict";
import type { Ending } from "./child.ts";
import type { Case } from "./mod.ts";
import { assertCode, cleanupMs, hangingRequests, startService } from "./service.ts";
import type { Subject } from "./subject.ts";

/** Every cleanup runs, and no error is dropped. */
export const all: readonly Case[] = [
  {
    id: "ALL-1",
    promise: "a close hook of a service that throws does not keep the next one from running",
    async run(subject) {
      const child = await startService(subject, { CLEANUP_THROW: "1" });

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.ok(ending.lines.includes("cleanup:bad"), ending.stdout);
      cleanupMs(ending);
      assertCode(ending, 1);
    },
  },
  {
    id: "ALL-2",
    promise: "a hook that throws at once costs only itself, and its error is reported",
    run: (subject) => costsOnlyItself(subject, "hook-throws-sync"),
  },
  {
    id: "ALL-3",
    promise: "a hook that rejects late costs only itself, and its error is reported",
    run: (subject) => costsOnlyItself(subject, "hook-rejects-late"),
  },
  {
    id: "ALL-4",
    promise: "a hook that is registered from inside a hook runs once, in the same shutdown",
    async run(subject) {
      const ending = await signalled(subject, "hook-registers-hook");

      assert.deepEqual(ending.lines.slice(1), ["closed outer", "closed inner", "closed database"]);
      assertCode(ending, 0);
    },
  },
  {
    id: "ALL-5",
    promise: "cleanup runs although the deadline has passed on a request that never ends",
    async run(subject) {
      const child = await startService(subject, { GRACE_MS: "2500" });
      await hangingRequests(child.port, 2);

      child.signal("SIGTERM");

      cleanupMs(await child.end());
    },
  },
  {
    id: "ALL-6",
    promise: "a listener that throws keeps neither other listeners nor hooks from running",
    async run(subject) {
      const ending = await signalled(subject, "listener-throws");

      const listened = ["second listener", "second abort listener"];
      assert.deepEqual(ending.lines.slice(1), [...listened, "closed database"]);
      assert.match(ending.stderr, /abort listener failed on purpose/);
      assertCode(ending, 1);
    },
  },
  {
    id: "ALL-7",
    promise: "a hook that hangs does not keep the others from running",
    async run(subject) {
      const ending = await signalled(subject, "hook-hangs", { GRACE_MS: "2000" });

      assert.deepEqual(ending.lines.slice(1), ["closing stuck", "closed database"]);
    },
  },
];

async function costsOnlyItself(subject: Subject, program: string): Promise<void> {
  const ending = await signalled(subject, program);

  assert.deepEqual(ending.lines.slice(1), ["closing broken", "closed database"]);
  assert.match(ending.stderr, /broken on purpose/);
  assertCode(ending, 1);
}

async function signalled(
  subject: Subject,
  program: string,
  env: Record<string, string> = {},
): Promise<Ending> {
  const child = await subject.start(program, { env });
  child.signal("SIGTERM");
  return await child.end();
}
