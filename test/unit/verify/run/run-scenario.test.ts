import assert from "node:assert/strict";
import process from "node:process";
import { describe, it } from "node:test";
import { fault, shortcoming } from "../../../../src/verify/judge/findings.ts";
import type { ScenarioResult } from "../../../../src/verify/result.ts";
import { runScenario } from "../../../../src/verify/run/run-scenario.ts";
import type { Scenario } from "../../../../src/verify/scenario/scenario.ts";
import type { Family } from "../../../../src/verify/subject/family.ts";
import type { Settings } from "../../../../src/verify/settings.ts";
import { handScenario, shellSettings } from "./hand-scenario.ts";

function run(given: Partial<Scenario>, settings: Partial<Settings> = {}): Promise<ScenarioResult> {
  return runScenario(handScenario(given), shellSettings("exec sleep 60", settings), () => {});
}

describe("runScenario()", () => {
  it("records how the process ended, and gives the worst of what was found", async () => {
    const bad = fault("BAD", "it is bad", "mend it");
    const poor = shortcoming("POOR", "it is poor", "mend it");
    const { verdict, findings, runs } = await run({ judge: () => [poor, bad] });

    assert.equal(verdict, "fail");
    assert.deepEqual(findings, [{ ...poor, round: 1 }, { ...bad, round: 1 }]);
    assert.equal(runs[0]?.exit?.signal, "SIGTERM");
    assert.equal(runs[0]?.exit?.killed, false);
    assert.equal((await run({ judge: () => [poor] })).verdict, "weak");
    assert.equal((await run({})).verdict, "pass");
  });

  it("starts each variant fresh, and gives it what was seen before in the same round", async () => {
    const seen: string[] = [];
    const { runs } = await run({
      variants: () => ["one", "two"],
      judge(record, _settings, earlier) {
        const before = earlier.map(({ variant, round }) => `${variant}${round}`).join();
        seen.push(`${record.variant}${record.round}(${before})`);
        return [];
      },
    }, { rounds: 2 });

    assert.deepEqual(seen, ["one1()", "two1(one1)", "one2()", "two2(one2)"]);
    assert.equal(new Set(runs.map(({ processes }) => processes[0]?.pid)).size, 4);
  });

  it("gives the figures of one variant, and never those of two as one", async () => {
    const { figures, variants, runs, findings } = await run({
      variants: () => ["one", "two"],
      async drive(run) {
        run.signal();
        await run.gone();
      },
      judge: () => [fault("BAD", "", "")],
    }, { rounds: 2 });

    assert.deepEqual(findings.map(({ round, variant }) => `${round} ${variant}`), [
      "1 one",
      "1 two",
      "2 one",
      "2 two",
    ]);
    const timesOf = (name: string): readonly (number | undefined)[] =>
      runs.filter(({ variant }) => variant === name).map((record) => record.figures.exitMs);
    assert.deepEqual(figures, variants?.["one"]);
    for (const name of ["one", "two"]) {
      assert.equal(variants?.[name]?.exitMs?.count, 2);
      assert.equal(variants?.[name]?.exitMs?.max, Math.max(...timesOf(name).map(Number)));
      assert.equal(variants?.[name]?.exitMs?.min, Math.min(...timesOf(name).map(Number)));
    }
  });

  it("is not driven without what it needs", async () => {
    const { verdict, why, runs } = await run({ needs: () => "no route is known" });

    assert.deepEqual([verdict, why, runs.length], ["unjudged", "no route is known", 0]);
  });

  it("does not judge a run that says that it proves nothing, and says why once", async () => {
    const { verdict, why, findings } = await run({
      async drive(run) {
        run.unjudged("it came too late");
        run.unjudged("and this too");
        await Promise.resolve();
      },
      judge: () => [fault("BAD", "", "")],
    }, { rounds: 2 });

    assert.deepEqual([verdict, why, findings.length], ["unjudged", "it came too late", 0]);
  });

  it("keeps a fault that one run has shown when another one proves nothing", async () => {
    const { verdict, why } = await run({
      variants: () => ["one", "two"],
      async drive(run) {
        if (run.variant === "two") run.unjudged("it came too late");
        run.signal();
        await run.gone();
      },
      judge: () => [fault("BAD", "", "")],
    });

    assert.deepEqual([verdict, why], ["fail", "it came too late"]);
  });

  it("says what the judge itself failed at, instead of failing with it", async () => {
    const { verdict, why } = await run({
      drive: () => Promise.reject(new Error("Cannot drive: by hand")),
    });

    assert.deepEqual([verdict, why], ["unjudged", "Cannot drive: by hand"]);
  });

  it("says what a service said that did not start for one scenario", async () => {
    const { verdict, why } = await run({ early: false }, {
      command: ["sh", "-c", "echo no licence >&2; exit 9"],
    });

    assert.equal(verdict, "unjudged");
    assert.match(
      why ?? "",
      /^Cannot start the service: it ended with 9, and had said\n {2}no licence$/,
    );
  });

  it("kills one that does not go, and says so", async () => {
    const { runs } = await run({}, {
      command: ["sh", "-c", "trap '' TERM; while :; do sleep 0.05; done"],
      graceMs: 300,
    });

    assert.equal(runs[0]?.exit?.killed, true);
    assert.equal(runs[0]?.figures.exitMs, undefined);
  });

  it("leaves nothing behind, whatever happens", async () => {
    let family: Family | undefined;
    const { why } = await run({
      async drive(run) {
        family = run.subject.family;
        await run.until(() => run.subject.family.look().length > 1, 20_000);
        throw new Error("Cannot go on: by hand");
      },
    }, { command: ["sh", "-c", "sleep 63 & exec sleep 64"] });

    assert.equal(why, "Cannot go on: by hand");
    assert.equal(family?.size, 2);
    assert.deepEqual(family?.look(), []);
  });

  it("ends what it started when it is called off, and rejects with the reason", async () => {
    const calledOff = new AbortController();
    const reason = new Error("Cannot go on: called off");
    let pid = 0;
    const scenario = handScenario({
      async drive(run) {
        pid = run.subject.pid;
        calledOff.abort(reason);
        await run.subject.exited;
      },
    });
    const settings = shellSettings("exec sleep 60");

    await assert.rejects(runScenario(scenario, settings, () => {}, calledOff.signal), reason);
    assert.throws(() => process.kill(pid, 0), /ESRCH/);
  });
});
