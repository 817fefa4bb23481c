import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Lifecycle } from "../../../src/core/mod.ts";
import { type HostLife, run, type RunOptions } from "../../../src/host/mod.ts";
import { fakePlatform } from "../../../src/testing/mod.ts";
import { stuck, type World, world } from "./attached-life.ts";

/** A program on a fake process. */
function running(main: (life: HostLife, around: World) => unknown, options: RunOptions = {}) {
  const { clock, platform } = world();
  let life: HostLife | undefined;
  const report = run(platform, (given) => {
    life = given;
    return main(given, { clock, platform });
  }, { graceMs: 10_000, clock, report: false, ...options });
  return { clock, platform, report, life: () => life as Lifecycle };
}

describe("run", () => {
  it("takes an exit that is left open for the default", async () => {
    const { clock, platform } = running(() => {}, { exit: undefined as unknown as boolean });

    await clock.advance(0);
    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.deepEqual(platform.ended, { code: 0, by: "itself" });
  });

  it("tells at once what fails before the end, since no report will", async () => {
    const { clock, platform } = running((life) => {
      life.scope.spawn("mailer", () => Promise.reject(new Error("no route")));
    });

    await clock.advance(0);

    assert.match(platform.warnings.join("\n"), /task "\/mailer": .*no route/);
  });

  it("listens to signals first, then calls main, then becomes ready", async () => {
    let listening: readonly string[] = [];
    const { clock, life } = running((life, { platform }) => {
      listening = platform.listening;
      assert.equal(life.state, "starting");
    });

    await clock.advance(0);

    assert.equal(listening.length, 4);
    assert.equal(life().state, "ready");
  });

  it("settles with the report, and ends the process", async () => {
    const { clock, platform, report } = running((life) => {
      life.use("database", {}, () => {});
    });

    await clock.advance(0);
    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.deepEqual((await report).hooks.map(({ hook, end }) => `${hook} ${end}`), [
      "database done",
    ]);
    assert.deepEqual(platform.ended, { code: 0, by: "itself" });
  });

  it("ends nothing with exit off, and hears no signal afterwards", async () => {
    const { clock, platform, report } = running(() => {}, { exit: false });

    await clock.advance(0);
    platform.simulate("SIGTERM");
    await clock.advance(1_000);
    await report;

    assert.equal(platform.ended, undefined);
    assert.equal(platform.exitCode(), undefined);
    assert.deepEqual(platform.listening, []);
  });

  it("lets main say itself that it is ready, and then goes on as long as the drain lasts", async () => {
    const finished = Promise.withResolvers<void>();
    const { clock, platform, report, life } = running(async (life) => {
      life.ready();
      await finished.promise;
    });

    await clock.advance(0);
    platform.simulate("SIGTERM");
    await clock.advance(5_000);
    assert.equal(life().state, "draining");
    assert.equal(life().signal.aborted, false);
    finished.resolve();
    await clock.advance(1_000);

    assert.equal((await report).exitCode, 0);
    assert.equal(platform.ended?.code, 0);
  });

  it("gives main mask and onReload", async () => {
    let reloads = 0;
    const { clock, platform, life } = running(async (life, { platform }) => {
      life.onReload("configuration", () => reloads += 1);
      await life.mask(() => platform.simulate("SIGHUP"));
      assert.equal(reloads, 1);
    });

    await clock.advance(0);
    platform.simulate("SIGHUP");
    await clock.advance(0);

    assert.equal(reloads, 2);
    assert.equal(life().state, "ready");
  });

  it("refuses what is no function and what no life takes, and installs nothing", async () => {
    const { platform } = world();
    const refused: readonly (readonly [unknown, RunOptions, string])[] = [
      [undefined, {}, "BAD_OPTION"],
      [() => {}, { startTimeoutMs: -1 }, "BAD_OPTION"],
      [() => {}, { graceMs: NaN }, "BAD_OPTION"],
      [() => {}, { graceMs: 100, delayMs: 200 }, "BUDGET"],
      [() => {}, { signals: { SIGBOGUS: "shutdown" } }, "BAD_OPTION"],
    ];

    for (const [main, options, code] of refused) {
      await assert.rejects(run(platform, main as () => void, options), { code });
    }
    assert.deepEqual(platform.listening, []);
  });
});

describe("run, when the start fails", () => {
  it("rolls back newest first, keeps both errors, and exits 1", async () => {
    const closed: string[] = [];
    const { clock, platform, report } = running((life) => {
      life.use("database", {}, () => closed.push("database"));
      life.use("cache", {}, () => {
        closed.push("cache");
        throw new Error("close failed");
      });
      life.use("queue", {}, () => closed.push("queue"));
      throw new Error("start failed");
    });

    await clock.advance(1_000);

    const { errors, reason } = await report;
    assert.deepEqual(closed, ["queue", "cache", "database"]);
    assert.deepEqual(errors.map(({ message }) => message), ["start failed", "close failed"]);
    assert.equal(reason.kind, "failure");
    assert.equal(platform.ended?.code, 1);
  });

  it("leaves no timer behind that would keep the process alive", async () => {
    const { clock, platform } = running(() => Promise.reject(new Error("start failed")), {
      startTimeoutMs: 60_000,
    });

    await clock.advance(1_000);

    assert.notEqual(platform.ended, undefined);
    assert.equal(clock.pending, 0);
  });

  it("fails when an after names nothing", async () => {
    const { clock, platform, report } = running((life) => {
      life.onClose("cache", () => {}, { after: ["database"] });
    });

    await clock.advance(1_000);

    assert.equal((await report).errors[0]?.code, "UNKNOWN_HOOK");
    assert.equal(platform.ended?.code, 1);
  });

  it("stops a start that takes too long, names the limit, and exits 1", async () => {
    const { clock, platform, report, life } = running(
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      { startTimeoutMs: 3_000 },
    );

    await clock.advance(2_999);
    assert.equal(life().state, "starting");
    await clock.advance(1);
    await clock.advance(100);

    const { errors, reason } = await report;
    assert.match(reason.message, /the start took longer than 3000 ms/);
    assert.deepEqual(errors.map(({ code }) => code), ["DEADLINE"]);
    assert.equal(platform.ended?.code, 1);
  });

  it("does not limit a start that was in time", async () => {
    const { clock, life } = running(() => {}, { startTimeoutMs: 3_000 });

    await clock.advance(10_000);

    assert.equal(life().state, "ready");
  });

  it("waits no longer for main than aborted work may unwind", async () => {
    const { clock, report } = running(stuck, { startTimeoutMs: 1_000 });

    await clock.advance(1_000);
    await clock.advance(201);

    const { hooks, exitCode } = await report;
    assert.deepEqual(hooks.map(({ hook, end, tookMs }) => [hook, end, tookMs]), [
      ["main of run", "timed-out", 200],
    ]);
    assert.equal(exitCode, 1);
  });
});

describe("run, when a signal comes during the start", () => {
  it("rolls back and exits 0 at once when main obeys", async () => {
    const closed: string[] = [];
    const { clock, platform, report } = running(async (life) => {
      life.use("database", {}, () => closed.push("database"));
      await new Promise((_, reject) => {
        life.stopping.addEventListener("abort", () => reject(life.stopping.reason));
      });
    }, { delayMs: 5_000 });

    await clock.advance(100);
    platform.simulate("SIGTERM");
    await clock.advance(200);

    const { tookMs, errors, exitCode } = await report;
    assert.deepEqual({ closed, tookMs, errors, exitCode }, {
      closed: ["database"],
      tookMs: 0,
      errors: [],
      exitCode: 0,
    });
    assert.equal(platform.ended?.code, 0);
  });

  it("lets a main that goes on come to its end, as it does with work in flight", async () => {
    const closed: string[] = [];
    const { clock, platform, report } = running(async (life, { clock }) => {
      life.use("database", {}, () => closed.push("database"));
      await new Promise<void>((resolve) => clock.after(5_000, resolve));
      life.use("cache", {}, () => closed.push("cache"));
    });

    await clock.advance(1_000);
    platform.simulate("SIGTERM");
    await clock.advance(3_999);
    assert.deepEqual(closed, []);
    await clock.advance(1);
    await clock.advance(100);

    const { tookMs, unstopped, deadlinePassed } = await report;
    assert.deepEqual(closed, ["cache", "database"]);
    assert.deepEqual({ tookMs, unstopped, deadlinePassed }, {
      tookMs: 4_000,
      unstopped: [],
      deadlinePassed: false,
    });
    assert.equal(platform.ended?.code, 0);
  });

  it("does not cut what main has begun, before the time of the drain is over", async () => {
    const { clock, platform, report } = running(async (life, { clock }) => {
      life.scope.spawn("answer", async ({ signal }) => {
        await new Promise<void>((resolve) => clock.after(3_000, resolve));
        signal.throwIfAborted();
      });
      await new Promise<void>((resolve) => clock.after(2_000, resolve));
    });

    platform.simulate("SIGTERM");
    await clock.advance(3_100);

    assert.deepEqual((await report).cut, []);
    assert.equal(platform.ended?.code, 0);
  });

  it("tells main to stop now when the time of the drain is over, and that it was cut", async () => {
    let abortedAtMs = NaN;
    const { clock, platform, report } = running(({ signal }, { clock }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          abortedAtMs = clock.nowMs();
          reject(new DOMException("aborted", "AbortError"));
        });
      })
    );

    const startMs = clock.nowMs();
    platform.simulate("SIGTERM");
    await clock.advance(10_000);

    const { cut, errors, unstopped } = await report;
    assert.equal(abortedAtMs - startMs, 8_200);
    assert.deepEqual(cut.map(({ path, ageMs }) => [path, ageMs]), [["/main of run", 8_200]]);
    assert.deepEqual({ errors, unstopped }, { errors: [], unstopped: [] });
    assert.equal(platform.ended?.code, 124);
  });

  it("tells main to stop now at a second signal", async () => {
    const { clock, platform, report } = running(({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      })
    );

    platform.simulate("SIGTERM");
    await clock.advance(1_000);
    platform.simulate("SIGTERM");
    await clock.advance(100);

    const { errors, tookMs } = await report;
    assert.deepEqual({ errors, tookMs }, { errors: [], tookMs: 1_000 });
    assert.equal(platform.ended?.code, 143);
  });

  it("reports another error of main, and exits 1", async () => {
    const { clock, platform, report } = running(({ stopping }) =>
      new Promise((_, reject) => {
        stopping.addEventListener("abort", () => reject(new Error("half open")));
      })
    );

    platform.simulate("SIGTERM");
    await clock.advance(200);

    assert.deepEqual((await report).errors.map(({ message }) => message), ["half open"]);
    assert.equal(platform.ended?.code, 1);
  });

  it("loses no error of a main that fails while the end is announced", async () => {
    const { clock, platform, report } = running(async (life) => {
      life.onAnnounce("balancer", () => new Promise<void>((resolve) => clock.after(500, resolve)));
      await life.reached("announcing");
      throw new Error("half open");
    });

    await clock.advance(0);
    platform.simulate("SIGTERM");
    await clock.advance(600);

    assert.deepEqual((await report).errors.map(({ message }) => message), ["half open"]);
    assert.equal(platform.ended?.code, 1);
  });

  it("leaves a main that does not obey, names it, and exits 124", async () => {
    const { clock, platform, report } = running(stuck);

    platform.simulate("SIGTERM");
    await clock.advance(10_000);

    const { unstopped, tookMs } = await report;
    assert.deepEqual(unstopped.map(({ path }) => path), ["/main of run"]);
    assert.equal(tookMs, 8_400);
    assert.equal(platform.ended?.code, 124);
  });

  it("closes what is opened too late, as long as it is not over", async () => {
    const closed: string[] = [];
    const { clock, platform, report } = running(async (life, { clock }) => {
      life.use("slow", {}, () => new Promise<void>((resolve) => clock.after(400, resolve)));
      await new Promise<void>((resolve) => clock.after(500, resolve));
      life.use("late", {}, () => closed.push("late"));
    });

    await clock.advance(100);
    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.deepEqual(closed, ["late"]);
    assert.ok((await report).hooks.some(({ hook, end }) => hook === "late" && end === "done"));
  });

  it("never becomes ready", async () => {
    const opened = Promise.withResolvers<void>();
    const { clock, platform, report, life } = running(() => opened.promise);
    const states: string[] = [];
    life().on("state.changed", ({ to }) => states.push(to));

    platform.simulate("SIGTERM");
    opened.resolve();
    await clock.advance(200);
    await report;

    assert.ok(!states.includes("ready"));
    assert.equal(life().health.started, false);
  });
});

describe("run, with exit off", () => {
  it("ends once nothing is left to do, since nobody else would", async () => {
    const platform = fakePlatform();
    const running = run(platform, () => {}, { exit: false, report: false });
    await Promise.resolve();
    assert.equal(platform.idle(), true);

    assert.equal((await running).reason.kind, "idle");
    assert.equal(platform.idle(), false);
  });
});
