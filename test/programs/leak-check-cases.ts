// What tests under any runner check: code that closes what it opens, and code that does not.
import { once } from "node:events";
import { createServer } from "node:net";
import { Scope } from "quiesce";
import { expectNoLeaks } from "quiesce/testing";

/** What each is called says how its test must end; where no servers are told of, the last passes. */
export const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  "passes when all is closed": () =>
    expectNoLeaks(async () => {
      const pool = new Scope("pool");
      pool.spawn("ping", ({ signal }) => signal.throwIfAborted());
      await pool.close();
    }),

  "passes when all closes by itself soon": () =>
    expectNoLeaks(() => {
      const pool = new Scope("pool");
      setTimeout(() => void pool.close(), 50);
    }),

  "fails when a scope is left": () =>
    expectNoLeaks(() => new Scope("pool").child("connection"), { waitMs: 50 }),

  "fails when a task is left": () =>
    expectNoLeaks(() => {
      new Scope("pool").spawn("stuck", () => new Promise(() => {}));
    }, { waitMs: 50 }),

  "tells a server that is left": async () => {
    const server = createServer();
    try {
      await expectNoLeaks(() => once(server.listen(0, "127.0.0.1"), "listening"), { waitMs: 50 });
    } finally {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      await promise;
    }
  },
};
