import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { builtInWarning } from "../../../adapters/otel/built-in.ts";

type Variables = Readonly<Record<string, string>>;

function warned(reservedMs: number, variables: Variables): string | undefined {
  return builtInWarning(reservedMs, (name) => variables[name]);
}

const ON = { OTEL_DENO: "true" };
const TIMEOUT = "OTEL_EXPORTER_OTLP_TIMEOUT";

describe("the OpenTelemetry that is built into Deno", () => {
  it("is warned of where nothing bounds what it waits for at the end", () => {
    assert.equal(
      warned(1_000, ON),
      "quiesce: Deno's OpenTelemetry may hold the exit up for 60000 ms when its collector does " +
        "not answer, and 1000 ms are reserved: set OTEL_EXPORTER_OTLP_TIMEOUT, in milliseconds, " +
        "to a sixth of flushTimeoutMs",
    );
  });

  it("is warned of where the bound is larger than what is reserved, and only there", () => {
    assert.match(warned(2_999, { ...ON, [TIMEOUT]: "500" }) ?? "", / for 3000 ms /);
    assert.equal(warned(3_000, { ...ON, [TIMEOUT]: "500" }), undefined);
  });

  it("is warned of where the bound is none to Deno", () => {
    for (const value of ["", "0", "0.5s", "-1", "1e2", " 100"]) {
      assert.match(warned(1_000, { ...ON, [TIMEOUT]: value }) ?? "", / 60000 ms /, value);
    }
  });

  it("is not warned of where it is off, or has nothing to send", () => {
    assert.equal(warned(1_000, {}), undefined);
    assert.equal(warned(1_000, { OTEL_DENO: "false" }), undefined);
    assert.equal(warned(1_000, { ...ON, OTEL_SDK_DISABLED: "true" }), undefined);
  });

  it("is on whatever the case of its variable", () => {
    assert.ok(warned(1_000, { OTEL_DENO: "TRUE" }));
  });
});
