// What tests under any runner check: code that closes what it opens, and code that does not.
import { Scope } from "quiesce";
import { expectNoLeaks } from "quiesce/testing";

/** Each with what its test must end with. */
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

  "tells a timer that is left": async () => {
    const timers: ReturnType<typeof setInterval>[] = [];
    try {
      await expectNoLeaks(() => void timers.push(setInterval(() => {}, 60_000)), { waitMs: 50 });
    } finally {
      for (const timer of timers) clearInterval(timer);
    }
  },
};
