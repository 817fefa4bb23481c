import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runAll } from "../../../../src/verify/run/run-all.ts";
import type { Scenario } from "../../../../src/verify/scenario/scenario.ts";
import { StartError } from "../../../../src/verify/run/start.ts";
import { handScenario, shellSettings } from "./hand-scenario.ts";

/** Notes who runs at the same time as whom. */
class Together {
  most = 0;
  readonly pairs: Set<string> = new Set();
  readonly #now: Set<string> = new Set();

  scenario(id: string, loud = false): Scenario {
    return handScenario({
      id,
      loud,
      drive: async (run) => {
        this.#now.add(id);
        for (const other of this.#now) if (other !== id) this.pairs.add(`${other}+${id}`);
        this.most = Math.max(this.most, this.#now.size);
        run.signal();
        await run.gone();
        this.#now.delete(id);
      },
    });
  }
}

describe("runAll()", () => {
  it("gives the results in the order of the scenarios, and tells each as it is judged", async () => {
    const together = new Together();
    const ids = ["a", "b", "c", "d"];
    const judged: string[] = [];
    const results = await runAll(
      ids.map((id) => together.scenario(id, id === "b")),
      shellSettings("exec sleep 60"),
      (progress) => {
        if (progress.kind === "judged") judged.push(progress.result.id);
      },
    );

    assert.deepEqual(results.map(({ id }) => id), ids);
    assert.deepEqual(judged.toSorted(), ids);
    assert.equal(judged.at(-1), "b");
  });

  it("runs no more than told side by side, and a loud one alone", async () => {
    const together = new Together();
    const scenarios = ["a", "b", "c", "d", "loud"].map((id) =>
      together.scenario(id, id === "loud")
    );
    await runAll(scenarios, shellSettings("exec sleep 60", { jobs: 3 }), () => {});

    assert.ok(together.most <= 3);
    assert.deepEqual([...together.pairs].filter((pair) => pair.includes("loud")), []);
  });

  it("runs one at a time on a port that only one can have", async () => {
    const together = new Together();
    const scenarios = ["a", "b", "c"].map((id) => together.scenario(id));
    const settings = shellSettings("exec sleep 60", { jobs: 3, url: "http://127.0.0.1:9" });
    await runAll(scenarios, settings, () => {});

    assert.equal(together.most, 1);
  });

  it("goes on with one at a time when a process cannot be started beside others", async () => {
    const together = new Together();
    const taken = Promise.withResolvers<void>();
    const first = handScenario({ id: "first", drive: () => taken.promise });
    const second = handScenario({
      id: "second",
      async drive(run) {
        if (attempts.push("second") === 1) {
          taken.resolve();
          throw new StartError("Cannot start the service: port 9000 is taken");
        }
        run.signal();
        await run.gone();
      },
    });
    const attempts: string[] = [];
    const told: string[] = [];
    const rest = ["a", "b", "c"].map((id) => together.scenario(id));
    const settings = shellSettings("exec sleep 60", { jobs: 2 });

    const results = await runAll([first, second, ...rest], settings, (progress) => {
      if (progress.kind === "judged") told.push(progress.result.id);
      if (progress.kind === "crowded") told.push("crowded");
    });

    assert.deepEqual(results.map(({ verdict }) => verdict), Array(5).fill("pass"));
    assert.equal(results[1]?.unstarted, undefined);
    assert.equal(together.most, 1);
    assert.deepEqual(told.toSorted(), ["a", "b", "c", "crowded", "first", "second"]);
    assert.ok(told.indexOf("second") > told.indexOf("crowded"), told.join());
  });

  it("judges again what was not well while they were in each other's way", async () => {
    const judgements: string[] = [];
    const taken = Promise.withResolvers<void>();
    const beside = handScenario({
      id: "beside",
      drive: () => taken.promise,
      judge: () =>
        judgements.push("beside") === 1
          ? [{ severity: "fault", code: "LOST", what: "one is lost", advice: "keep it" }]
          : [],
    });
    let starts = 0;
    const failing = handScenario({
      id: "failing",
      drive() {
        starts += 1;
        taken.resolve();
        throw new StartError("Cannot start the service: port 9000 is taken");
      },
    });

    const settings = shellSettings("exec sleep 60", { jobs: 2 });
    const results = await runAll([beside, failing], settings, () => {});

    assert.deepEqual(results.map(({ verdict, unstarted }) => [verdict, unstarted]), [
      ["pass", undefined],
      ["unjudged", true],
    ]);
    assert.equal(starts, 2);
  });

  it("starts nothing twice where one runs at a time anyhow", async () => {
    let starts = 0;
    const failing = handScenario({
      drive() {
        starts += 1;
        throw new StartError("Cannot start the service: it ended with 1");
      },
    });

    const [result] = await runAll([failing], shellSettings("exec sleep 60", { jobs: 1 }), () => {});

    assert.equal(result?.unstarted, true);
    assert.equal(starts, 1);
  });

  it("ends all that runs when it is called off, and starts nothing more", async () => {
    const calledOff = new AbortController();
    const started: string[] = [];
    const scenario = (id: string): Scenario =>
      handScenario({
        id,
        async drive(run) {
          started.push(id);
          if (id === "b") calledOff.abort(new Error("Cannot go on: called off"));
          await run.subject.exited;
        },
      });
    const settings = shellSettings("exec sleep 60", { jobs: 2 });
    const running = runAll(
      ["a", "b", "c", "d"].map(scenario),
      settings,
      () => {},
      calledOff.signal,
    );

    await assert.rejects(running, /called off/);
    assert.deepEqual(started.filter((id) => id > "b"), []);
  });
});
