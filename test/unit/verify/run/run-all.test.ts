import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runAll } from "../../../../src/verify/run/run-all.ts";
import type { Scenario } from "../../../../src/verify/scenario/scenario.ts";
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
