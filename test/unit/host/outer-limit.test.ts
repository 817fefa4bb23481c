import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { attach, type AttachOptions } from "../../../src/host/mod.ts";
import { type FakePlatform, fakePlatform } from "../../../src/testing/mod.ts";

function attached(
  options: AttachOptions,
  variables?: Readonly<Record<string, string>>,
): FakePlatform {
  const platform = fakePlatform();
  const given = variables && { variable: (name: string): string | undefined => variables[name] };
  const life = new Lifecycle({ graceMs: 20_000 });
  attach(life, Object.assign(platform, given), options);
  return platform;
}

describe("the outer limit", () => {
  it("is compared once, before the life is ready", () => {
    const { warnings } = attached({ outerGraceMs: 10_000 });

    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /kills 10000 ms after .+ cut short by 10000 ms/);
  });

  it("is silent when the budget fits, and when nobody tells", () => {
    assert.deepEqual(attached({ outerGraceMs: 30_000 }).warnings, []);
    assert.deepEqual(attached({}).warnings, []);
    assert.deepEqual(attached({}, {}).warnings, []);
  });

  it("is told by the environment, over which the option wins", () => {
    const variables = { QUIESCE_OUTER_GRACE_MS: "21000" };

    assert.match(attached({}, variables).warnings.join(), /leaves less than 2000 ms/);
    assert.deepEqual(attached({ outerGraceMs: 30_000 }, variables).warnings, []);
  });

  it("must be a time", () => {
    for (const outerGraceMs of [0, -1, Infinity, Number.NaN]) {
      assert.throws(() => attached({ outerGraceMs }), { code: "BAD_OPTION" });
    }
  });
});
