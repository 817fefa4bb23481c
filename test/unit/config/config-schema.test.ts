import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { configSchema } from "../../../src/config/mod.ts";

describe("configSchema", () => {
  it("is a Standard Schema that turns text into times", async () => {
    const result = await configSchema["~standard"].validate({ graceMs: "25s" });

    assert.equal(configSchema["~standard"].version, 1);
    assert.deepEqual(result, { value: { graceMs: 25_000 } });
  });

  it("says where each problem is", async () => {
    const { issues } = await configSchema["~standard"].validate({ reserves: { closeMs: -1 } });

    assert.deepEqual(issues?.map(({ path }) => path), [["reserves", "closeMs"]]);
    assert.match(issues?.[0]?.message ?? "", /^must be a time of zero or more/);
  });
});
