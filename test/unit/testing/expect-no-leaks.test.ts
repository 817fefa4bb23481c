import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Gate, Lifecycle, QuiesceError, Scope } from "../../../src/core/mod.ts";
import { expectNoLeaks, handClock, type NoLeaksOptions } from "../../../src/testing/mod.ts";

const AT_ONCE: NoLeaksOptions = { waitMs: 0, held: false };

/** What the check says of what `run` leaves, a line each. */
async function complaint(run: () => unknown, options: NoLeaksOptions = AT_ONCE): Promise<string[]> {
  const error: unknown = await expectNoLeaks(run, options).then(() => undefined, (left) => left);
  assert.ok(error instanceof QuiesceError && error.code === "LEAK");
  return error.message.split("\n").map((line) =>
    line.replace(/\S*expect-no-leaks\.test\.ts:\d+:\d+$/, "here").replace(
      /\d+(\.\d)? ms/,
      "N ms",
    )
  );
}

describe("expectNoLeaks", () => {
  it("gives what the function returns when all is closed", async () => {
    const result = await expectNoLeaks(async () => {
      const life = new Lifecycle({ clock: handClock() });
      life.gate.lease("GET /")?.release();
      await life.scope.close();
      const root = new Scope("pool");
      root.spawn("ping", async ({ signal }) => void await Promise.resolve(signal));
      await root.close();
      return 42;
    });

    assert.equal(result, 42);
  });

  it("fails with the tree of what is open", async () => {
    const gate = new Gate("http");
    const lines = await complaint(() => {
      new Scope("pool").child("connection").spawn("ping", (scope) => {
        scope.status("waits");
        return new Promise(() => {});
      });
      gate.lease("GET /orders");
    });

    assert.deepEqual(lines, [
      "Cannot call it clean: 4 opened and not closed after N ms",
      "  scope /pool, N ms, here",
      "    scope connection, N ms, here",
      '      task ping, N ms, "waits", here',
      "  lease GET /orders, N ms, here",
    ]);
    assert.equal(gate.inFlight, 1);
  });

  it("names hooks that are left, and the life that was never ended", async () => {
    const lines = await complaint(() => void new Lifecycle().onClose("database", () => {}));

    assert.deepEqual(lines.slice(1), ["  scope /, N ms, here", "  hook database, N ms, here"]);
  });

  it("gives what closes by itself its time, and looks often at first", async () => {
    const clock = handClock();
    const scope = Promise.withResolvers<Scope>();
    const looks: number[] = [];
    const ignore = (): boolean => {
      looks.push(clock.nowMs());
      return false;
    };
    const checked = expectNoLeaks(() => scope.resolve(new Scope("late")), {
      clock,
      ignore,
      held: false,
    });
    clock.after(400, () => void scope.promise.then((late) => late.close()));
    await clock.advance(1_000);
    await checked;

    const times = [...new Set(looks)];
    assert.deepEqual(times, [0, 1, 3, 7, 15, 31, 63, 127, 227, 327]);
  });

  it("looks no longer than it may", async () => {
    const clock = handClock();
    const checked = complaint(() => new Scope("pool"), { clock, waitMs: 250, held: false });
    await clock.advance(249);
    assert.equal(clock.pending, 1);
    await clock.advance(1);

    assert.match((await checked)[0] ?? "", /^Cannot call it clean: 1 opened and not closed/);
    assert.equal(clock.pending, 0);
  });

  it("ignores what it is told to ignore, by kind, path or place", async () => {
    await expectNoLeaks(() => {
      new Scope("pool").child("connection");
    }, { ...AT_ONCE, ignore: ({ path }) => path.startsWith("/pool") });
    await expectNoLeaks(() => new Scope("pool"), {
      ...AT_ONCE,
      ignore: ({ kind, where }) => kind === "scope" && where.includes("expect-no-leaks"),
    });
  });

  it("does not know what was open before, nor what closes meanwhile", async () => {
    const before = new Scope("before");
    before.spawn("worker", () => new Promise(() => {}));
    const closing = new Scope("closing");

    await expectNoLeaks(() => closing.close(), AT_ONCE);

    assert.equal(before.open().length, 1);
  });

  it("fails as the function fails, and judges nothing then", async () => {
    const error = new Error("the test itself");

    await assert.rejects(
      expectNoLeaks(() => {
        new Scope("pool");
        throw error;
      }, AT_ONCE),
      (thrown) => thrown === error,
    );
  });

  it("verifies later, once, and as a resource", async () => {
    const check = expectNoLeaks(AT_ONCE);
    const pool = new Scope("pool");

    await assert.rejects(check.verify(), { code: "LEAK" });
    await check.verify();
    assert.equal(pool.isClosed, false);

    const second = expectNoLeaks(AT_ONCE);
    const other = new Scope("other");
    await assert.rejects(async () => await second[Symbol.asyncDispose](), { code: "LEAK" });
    assert.equal(other.isClosed, false);
  });

  it("compares the resources of the runtime, by kind and number", async () => {
    let told = ["Timeout", "PipeWrap x2"];
    const held = (): string[] => told;
    const lines = await complaint(() => {
      told = ["Timeout", "Timeout", "Timeout", "PipeWrap x2", "TCPServerWrap"];
    }, { waitMs: 0, held });
    await expectNoLeaks(() => void (told = []), { waitMs: 0, held });

    assert.deepEqual(lines, [
      "Cannot call it clean: 3 resources left after N ms",
      "  resource Timeout x2",
      "  resource TCPServerWrap",
    ]);
  });

  it("ignores resources by their kind", async () => {
    let told: string[] = [];
    await expectNoLeaks(() => void (told = ["Timeout"]), {
      waitMs: 0,
      held: () => told,
      ignore: ({ kind, path }) => kind === "resource" && path === "Timeout",
    });
  });

  it("says how much of what is open the runtime tells", async () => {
    const lines = await complaint(() => new Scope("pool"), { waitMs: 0 });

    assert.match(
      lines.at(-1) ?? "",
      /^ {2}\(.*the resources of the runtime|runtime (tells|does not)/,
    );
  });

  it("refuses a time that is none", () => {
    assert.throws(() => expectNoLeaks({ waitMs: -1 }), { code: "BAD_OPTION" });
  });
});
