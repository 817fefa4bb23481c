import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, type LifecycleOptions, type StopReason } from "../../../src/core/mod.ts";
import { type CallOffAnswer, type CallOffGuard, callOffWhen } from "../../../src/tasks/call-off.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

interface Guarded {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly answers: readonly CallOffAnswer[];
  /** Gives the guard's answer. */
  answer(isWanted: boolean): void;
}

/** A life whose guard answers when the test says so. */
function guarded(waitMs: number, options: LifecycleOptions = {}): Guarded {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 10_000, ...options });
  const answers: CallOffAnswer[] = [];
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const answered = (answer: CallOffAnswer): void => void answers.push(answer);
  callOffWhen(life, () => promise, { waitMs, answered });
  life.ready();
  return { clock, life, answers, answer: resolve };
}

describe("callOffWhen", () => {
  it("calls the shutdown off when the guard comes before the gates", async () => {
    const { clock, life, answers, answer } = guarded(0, { delayMs: 1_000 });

    const ending = life.shutdown();
    await clock.advance(999);
    answer(true);
    await clock.advance(1);

    assert.equal((await ending).end, "called-off");
    assert.deepEqual([life.state, life.gate.enter()], ["ready", true]);
    assert.deepEqual(answers, ["called-off"]);
  });

  it("changes nothing when the gates come before the guard", async () => {
    const { clock, life, answers, answer } = guarded(0, { delayMs: 1_000 });
    life.gate.enter();

    const ending = life.shutdown();
    await clock.advance(1_000);
    answer(true);
    await clock.advance(0);
    const state = life.state;
    life.gate.leave();

    assert.equal((await ending).end, "completed");
    assert.deepEqual([state, life.gate.enter()], ["draining", false]);
    assert.deepEqual(answers, ["too-late"]);
  });

  it("hears an answer that waits for nothing, without any delay", async () => {
    const life = new Lifecycle();
    callOffWhen(life, () => true);
    life.ready();

    assert.equal((await life.shutdown()).end, "called-off");
  });

  it("goes on when the guard says no", async () => {
    const answers: CallOffAnswer[] = [];
    const life = new Lifecycle();
    callOffWhen(life, () => false, { answered: (answer) => void answers.push(answer) });
    life.ready();

    const { end, exitCode } = await life.shutdown();

    assert.deepEqual([end, exitCode, answers], ["completed", 0, ["declined"]]);
  });

  it("prolongs announcing for as long as it may, and no longer", async () => {
    const { clock, life } = guarded(500);

    void life.shutdown();
    await clock.advance(499);
    const before = life.state;
    await clock.advance(1);

    assert.equal(before, "announcing");
    assert.equal(life.state, "stopped");
  });

  it("ends before announcing must be over, however long it may wait", async () => {
    const { clock, life, answers } = guarded(Infinity);

    const ending = life.shutdown();
    await clock.advance(10_000);
    const { exitCode, unstopped } = await ending;

    assert.deepEqual([exitCode, unstopped, answers], [0, [], ["too-late"]]);
  });

  it("tells a waiting guard by its signal that it is too late", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, delayMs: 100 });
    let told: unknown;
    callOffWhen(life, async ({ signal }) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => resolve());
      await promise;
      told = signal.reason;
      throw signal.reason;
    });
    life.ready();

    const ending = life.shutdown();
    await clock.advance(100);
    const { errors } = await ending;

    assert.equal((told as StopReason).message, "it is too late to call the shutdown off");
    assert.deepEqual(errors, []);
  });

  it("is too late once the shutdown was forced", async () => {
    const { clock, life, answers, answer } = guarded(0, { delayMs: 1_000 });

    const ending = life.shutdown();
    void life.force("hurry");
    answer(true);
    await clock.advance(1_000);

    assert.equal((await ending).end, "completed");
    assert.deepEqual(answers, ["too-late"]);
  });

  it("asks anew at each shutdown, until it is released", async () => {
    const life = new Lifecycle();
    const asked: string[] = [];
    const guard: CallOffGuard = ({ reason }) => asked.push(reason.message) > 0;
    const release = callOffWhen(life, guard);
    life.ready();

    await life.shutdown("first");
    await life.shutdown("second");
    release();
    const last = await life.shutdown("third");

    assert.deepEqual([asked, last.end], [["first", "second"], "completed"]);
  });

  it("tells every guard when one of them calls it off", async () => {
    const life = new Lifecycle();
    const answers: string[] = [];
    const answered = (answer: CallOffAnswer): void => void answers.push(answer);
    const forever = ({ signal }: { readonly signal: AbortSignal }): Promise<boolean> =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    callOffWhen(life, () => true, { name: "queue", answered });
    callOffWhen(life, forever, { name: "leader", answered });
    life.ready();

    const { end, errors } = await life.shutdown();

    assert.deepEqual([end, errors, answers], ["called-off", [], ["called-off", "called-off"]]);
  });

  it("takes an error for a no, and reports it", async () => {
    const life = new Lifecycle();
    callOffWhen(life, () => {
      throw new Error("the queue does not answer");
    });
    life.ready();

    const { end, errors } = await life.shutdown();

    assert.equal(end, "completed");
    assert.deepEqual(errors.map(({ from, message }) => [from, message]), [
      ['announce hook "call-off guard"', "the queue does not answer"],
    ]);
  });

  it("reports what the listener for answers throws", async () => {
    const life = new Lifecycle();
    const answered = (): void => {
      throw new Error("no one listens");
    };
    callOffWhen(life, () => false, { answered });
    life.ready();

    const { errors } = await life.shutdown();

    assert.deepEqual(errors.map(({ message }) => message), ["no one listens"]);
  });

  it("asks nobody in a life that was never ready", async () => {
    const life = new Lifecycle();
    const answers: CallOffAnswer[] = [];
    let asked = 0;
    callOffWhen(life, () => asked++ === 0, { answered: (answer) => void answers.push(answer) });

    const { end } = await life.shutdown();

    assert.deepEqual([end, asked, answers], ["completed", 0, ["too-late"]]);
  });

  it("asks nobody when it is registered after the gates have closed", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    let asked = 0;
    life.gate.enter();
    life.ready();
    const ending = life.shutdown();
    await clock.advance(0);

    callOffWhen(life, () => asked++ === 0);
    life.gate.leave();
    await clock.advance(0);

    assert.deepEqual([(await ending).end, asked], ["completed", 0]);
  });

  it("refuses what is no guard", () => {
    const life = new Lifecycle();
    const noGuard = undefined as unknown as CallOffGuard;

    assert.throws(() => callOffWhen(life, noGuard), {
      code: "BAD_OPTION",
      message:
        'Cannot call a shutdown off: "guard" must be a function, got a value of type undefined',
    });
    assert.throws(() => callOffWhen(life, () => true, { waitMs: -1 }), { code: "BAD_OPTION" });
  });
});
