import assert from "node:assert/strict";
import type { Ending } from "./child.ts";
import type { Case } from "./mod.ts";
import { assertCode } from "./service.ts";
import type { Subject } from "./subject.ts";

/** What hangs is named. */
export const name: readonly Case[] = [
  {
    id: "NAME-1",
    promise: "a hook that hangs is named, with where it was registered",
    async run(subject) {
      const { stderr } = await signalled(subject, "hook-hangs");

      assert.match(stderr, /stuck/);
      assert.match(stderr, /hook-hangs\.ts:\d+/);
    },
  },
  {
    id: "NAME-2",
    promise: "a task that ignores its signal is named with its path in the tree",
    async run(subject) {
      const { stderr } = await signalled(subject, "handler-ignores-signal");

      assert.match(stderr, /\/jobs\/stubborn/);
    },
  },
  {
    id: "NAME-3",
    promise: "SIGQUIT shows the tree of what is open, and the program lives on",
    async run(subject) {
      const child = await subject.start("dump");

      child.signal("SIGQUIT");
      const line = await child.waitForLine("stubborn|patient");
      child.signal("SIGTERM");
      const ending = await child.end();

      assert.equal(line.from, "stderr");
      assert.match(ending.stderr, /\/jobs\/patient/);
      assert.deepEqual(ending.lines, ["ready", "closed database"]);
      assertCode(ending, 0);
    },
  },
  {
    id: "NAME-4",
    promise: "a blocked event loop is named by the watchdog: the phase and the hook",
    async run(subject) {
      const { stderr } = await signalled(subject, "blocked-loop");

      assert.match(stderr, /clos/);
      assert.match(stderr, /spinner/);
    },
  },
];

async function signalled(subject: Subject, program: string): Promise<Ending> {
  const child = await subject.start(program, { env: { GRACE_MS: "2000" } });
  child.signal("SIGTERM");
  return await child.end();
}
