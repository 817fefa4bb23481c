import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type RaceHooks, Unanswered } from "../../../src/http/unanswered.ts";

interface Race {
  readonly steps: string[];
  readonly hooks: RaceHooks<string>;
}

function race(): Race {
  const steps: string[] = [];
  return {
    steps,
    hooks: {
      settled: () => void steps.push("settled"),
      answered: (value) => `${value}!`,
      failed: () => void steps.push("failed"),
      instead: () => "cut",
      late: (value) => void steps.push(`late ${value}`),
    },
  };
}

describe("Unanswered", () => {
  it("answers as the work does", async () => {
    const { steps, hooks } = race();

    assert.equal(await new Unanswered().race(Promise.resolve("done"), hooks), "done!");

    assert.deepEqual(steps, ["settled"]);
  });

  it("fails as the work does", async () => {
    const { steps, hooks } = race();
    const work = Promise.reject(new Error("on purpose"));

    await assert.rejects(new Unanswered().race(work, hooks), /on purpose/);

    assert.deepEqual(steps, ["settled", "failed"]);
  });

  it("fails when no answer can be made of the result", async () => {
    const { steps, hooks } = race();
    const answered = (): string => {
      throw new Error("on purpose");
    };

    const answer = new Unanswered().race(Promise.resolve("done"), { ...hooks, answered });

    await assert.rejects(answer, /on purpose/);
    assert.deepEqual(steps, ["settled", "failed"]);
  });

  it("answers instead when it is cut, and disposes of what comes later", async () => {
    const unanswered = new Unanswered();
    const { steps, hooks } = race();
    const { promise, resolve } = Promise.withResolvers<string>();
    const answer = unanswered.race(promise, hooks);

    unanswered.cut();
    assert.equal(await answer, "cut");
    assert.deepEqual(steps, []);
    resolve("done");
    await promise;

    assert.deepEqual(steps, ["settled", "late done"]);
  });

  it("answers instead when it is cut, and drops a failure that comes later", async () => {
    const unanswered = new Unanswered();
    const { steps, hooks } = race();
    const { promise, reject } = Promise.withResolvers<string>();
    const answer = unanswered.race(promise, hooks);

    unanswered.cut();
    reject(new Error("on purpose"));

    assert.equal(await answer, "cut");
    assert.deepEqual(steps, ["settled"]);
  });
});
