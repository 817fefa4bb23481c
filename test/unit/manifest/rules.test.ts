import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RULES } from "../../../src/manifest/mod.ts";
import { budgetOf, checked, found, places } from "./checked.ts";
import { NEAR_MISSES } from "./near-misses/mod.ts";
import { RULE_CASES } from "./rule-cases/mod.ts";

/** `rule@line` for each mark; one on a line of its own means the next. */
function expectedIn(text: string): readonly string[] {
  return text.split("\n").flatMap((line, index) => {
    const [, before = "", rule] = /^(.*)# !([\w-]+)$/.exec(line) ?? [];
    if (rule === undefined) return [];
    return [`${rule}@${before.trim() === "" ? index + 2 : index + 1}`];
  });
}

describe("rules", () => {
  it("have a bad manifest each", () => {
    assert.deepEqual(RULES.map(({ id }) => id).sort(), Object.keys(RULE_CASES).sort());
  });

  it("tell each level that findings have, and no other", () => {
    for (const { id, level, otherwise } of RULES) {
      const cases = Object.values(RULE_CASES[id] ?? {});
      const given = new Set(cases.map((each) => each.level ?? level));

      const told = [level, ...(otherwise ? [otherwise.level] : [])];
      assert.deepEqual([...given].toSorted(), told.toSorted(), id);
    }
  });

  it("say why on their own, and where the platform says so", () => {
    for (const { id, title, why, sources } of RULES) {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.match(title, /^[a-zA-Z].*[^.]$/, id);
      assert.match(why, /^[A-Z].*\.$/, id);
      for (const source of sources) assert.ok(URL.canParse(source), source);
    }
  });

  for (const [rule, cases] of Object.entries(RULE_CASES)) {
    for (
      const [name, { text, what, fix = /./, level, budget = {}, file }] of Object.entries(cases)
    ) {
      it(`${rule}: ${name}`, () => {
        const result = checked(text, budget === false ? undefined : budgetOf(budget), file);

        assert.deepEqual(result.unread, []);
        assert.deepEqual(places(result), expectedIn(text));
        const finding = found(result, rule);
        assert.match(finding?.what ?? "", what);
        assert.match(finding?.fix ?? "", fix);
        const usual = RULES.find(({ id }) => id === rule)?.level;
        assert.equal(finding?.level, level ?? usual);
      });
    }
  }

  for (const [rule, misses] of Object.entries(NEAR_MISSES)) {
    for (const [name, { text, budget = {}, file }] of Object.entries(misses)) {
      it(`${rule}: not ${name}`, () => {
        const result = checked(text, budget === false ? undefined : budgetOf(budget), file);

        assert.deepEqual([result.unread, places(result)], [[], []]);
        assert.ok(RULES.some(({ id }) => id === rule));
      });
    }
  }
});
