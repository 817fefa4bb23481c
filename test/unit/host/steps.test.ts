import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { run, type Step, stepsOf } from "../../../src/host/mod.ts";
import { attachedLife, stuck, world } from "./attached-life.ts";

describe("stepsOf", () => {
  it("knows what the next signals do, and nothing during an echo", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    life.onClose("stuck", stuck);
    const seen: (readonly Step[] | undefined)[] = [stepsOf(life)?.ahead("SIGINT")];

    for (let press = 0; press < 2; press += 1) {
      platform.simulate("SIGINT");
      seen.push(stepsOf(life)?.ahead("SIGINT"));
      await clock.advance(500);
      seen.push(stepsOf(life)?.ahead("SIGINT"));
    }

    assert.deepEqual(seen, [["shutdown", "force", "exit"], [], ["force", "exit"], [], ["exit"]]);
  });

  it("leaves out the exit when the process does not end with the life", () => {
    const { life } = attachedLife();

    assert.deepEqual(stepsOf(life)?.ahead("SIGINT"), ["shutdown", "force"]);
  });

  it("promises nothing of a signal that does not end the life, and while signals are held", async () => {
    const { life, attachment } = attachedLife({ exit: true, signals: { SIGHUP: "ignore" } });

    assert.deepEqual(stepsOf(life)?.ahead("SIGHUP"), []);
    assert.deepEqual(stepsOf(life)?.ahead("SIGQUIT"), []);
    await attachment.mask(() => assert.deepEqual(stepsOf(life)?.ahead("SIGINT"), []));
    assert.equal(stepsOf(life)?.ahead("SIGINT").length, 3);
  });

  it("tells each step before it has any effect, until released", async () => {
    const { clock, platform, life } = attachedLife({ exit: true });
    life.onClose("stuck", stuck);
    const told: string[] = [];
    const release = stepsOf(life)?.onStep((step, signal) => {
      told.push(`${step} by ${signal}, ${life.state}, ${platform.ended?.code}`);
    });

    platform.simulate("SIGTERM");
    platform.simulate("SIGINT");
    await clock.advance(500);
    platform.simulate("SIGINT");
    await clock.advance(500);
    platform.simulate("SIGINT");
    release?.();
    await clock.advance(500);
    platform.simulate("SIGINT");

    assert.deepEqual(told, [
      "shutdown by SIGTERM, ready, undefined",
      "echo by SIGINT, announcing, undefined",
      "force by SIGINT, closing, undefined",
      "exit by SIGINT, closing, undefined",
    ]);
  });

  it("knows nothing of a life that is not attached any more", () => {
    const { life, attachment } = attachedLife();

    attachment();

    assert.equal(stepsOf(life), undefined);
  });
});

describe('option "terminal" of run', () => {
  it("is called with the life before main is", async () => {
    const { clock, platform } = world();
    const calls: unknown[] = [];
    const running = run(platform, (life) => {
      calls.push("main", life);
      void life.shutdown();
    }, { clock, exit: false, report: false, terminal: (life) => calls.push("terminal", life) });

    await clock.advance(1_000);
    await running;

    assert.deepEqual(calls.filter((call) => typeof call === "string"), ["terminal", "main"]);
    assert.equal(calls[1], calls[3]);
  });

  it("installs nothing when it throws or is no function", async () => {
    const { platform } = world();
    const thrown = new Error("thrown");

    await assert.rejects(
      run(platform, () => {}, {
        terminal: () => {
          throw thrown;
        },
      }),
      thrown,
    );
    await assert.rejects(run(platform, () => {}, { terminal: true as never }), {
      code: "BAD_OPTION",
      message: 'Cannot run: "terminal" must be a function, got true',
    });

    assert.deepEqual(platform.listening, []);
  });
});
