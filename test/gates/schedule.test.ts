// As many stages at a time as two processors bear, and no more.
import assert from "node:assert/strict";
import { it } from "node:test";
import { runStages } from "../../scripts/test/schedule.ts";
import type { Stage } from "../../scripts/test/stage.ts";

const WIDTH = 2;

/** Which stages ran beside each other: those that ran after each start, by name. */
async function ranTogether(stages: readonly Stage[]): Promise<readonly string[]> {
  const running = new Set<string>();
  const seen: string[] = [];
  await runStages(stages, WIDTH, {
    started({ name }) {
      running.add(name);
      seen.push([...running].toSorted().join(" "));
    },
    ended: ({ stage }) => void running.delete(stage.name),
  });
  return seen;
}

function stage(name: string, options: Partial<Stage> = {}): Stage {
  return { name, command: ["sleep", "0.1"], counts: "exit", ...options };
}

it("runs two stages at a time", async () => {
  const seen = await ranTogether(["a", "b", "c", "d"].map((name) => stage(name)));

  assert.equal(seen[1], "a b");
  assert.ok(seen.every((names) => names.split(" ").length <= 2), seen.join(", "));
});

it("takes two that mostly wait for one", async () => {
  const light = ["v", "w", "x", "y", "z"].map((name) => stage(name, { light: true }));
  const seen = await ranTogether([stage("a"), stage("b"), ...light, stage("c")]);

  assert.equal(seen[1], "a b");
  for (const names of seen) {
    const [heavy, waiting] = [names.match(/[abc]/g) ?? [], names.match(/[v-z]/g) ?? []];
    assert.ok(heavy.length + waiting.length / 2 <= WIDTH, names);
  }
  assert.ok(seen.some((names) => /[v-z] [v-z]/.test(names)), seen.join(", "));
});

it("fills a place that is too small for the next one by one that fits", async () => {
  const seen = await ranTogether([
    stage("v", { light: true }),
    stage("a"),
    stage("b"),
    stage("w", { light: true }),
  ]);

  assert.equal(seen[2], "a v w");
});

it("lets one that is to be alone be alone, and nobody overtake it", async () => {
  const seen = await ranTogether([
    stage("a"),
    stage("m", { alone: true }),
    stage("v", { light: true }),
  ]);

  assert.deepEqual(seen, ["a", "m", "v"]);
});

it("runs nothing before what it needs, and not at all when that has failed", async () => {
  const results = await runStages(
    [
      stage("a", { after: ["build"] }),
      stage("b", { after: ["broken"] }),
      stage("build"),
      stage("broken", { command: ["false"] }),
    ],
    WIDTH,
    { started: () => {}, ended: () => {} },
  );

  const ended = results.map(({ stage, failed }) => `${stage.name} ${failed}`);
  assert.deepEqual(ended.toSorted(), ["a 0", "b 1", "broken 1", "build 0"]);
  assert.match(results.find(({ stage }) => stage.name === "b")?.output ?? "", /needs "broken"/);
});
