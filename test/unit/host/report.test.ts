import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Report } from "../../../src/core/mod.ts";
import { attachedLife, stuck } from "./attached-life.ts";

/** Lines as they are written, without places of this file. */
function plain(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.replaceAll(/ \(at [^)]*\)*\)/g, "").replaceAll(/[^ ]*report\.test\.ts:\d+:\d+/g, "here")
  );
}

describe("report", () => {
  it("is one line when all is in order", async () => {
    const { clock, platform } = attachedLife({ report: undefined });

    platform.simulate("SIGTERM");
    await clock.advance(0);

    assert.deepEqual(platform.warnings, [
      "quiesce: stopped in 0 of 10000 ms, exit code 0: received SIGTERM",
    ]);
  });

  it("has a line for each thing that hung or failed, with its place, and says what to do", async () => {
    const { clock, platform, life } = attachedLife({ report: undefined });
    life.onClose("stuck", stuck);
    life.scope.spawn("stubborn", stuck);
    life.gate.lease("GET /slow");

    platform.simulate("SIGTERM");
    await clock.advance(10_000);

    assert.deepEqual(plain(platform.warnings), [
      "quiesce: stopped in 9400 of 10000 ms, exit code 124: received SIGTERM",
      'quiesce: close hook "stuck" had not ended after 1000 ms, registered at here',
      "quiesce: lease GET /slow had not ended",
      "quiesce: task /stubborn had not ended, 8400 ms old, registered at here",
      "quiesce: gate work: 1 of 1 in flight were cut",
      "quiesce: next: let what had not ended obey its signal, or give it more time",
    ]);
  });

  it("names what was cut and obeyed, and what it said last", async () => {
    const { clock, platform, life } = attachedLife({ report: undefined });
    life.scope.spawn("fetching", (scope) => {
      scope.status("page 7");
      return new Promise((_resolve, reject) => void scope.onAbort(reject));
    });

    platform.simulate("SIGTERM");
    await clock.advance(10_000);

    assert.deepEqual(plain(platform.warnings), [
      "quiesce: stopped in 8200 of 10000 ms, exit code 124: received SIGTERM",
      'quiesce: task /fetching was cut, 8200 ms old, last said "page 7", registered at here',
      'quiesce: next: give "graceMs" more than 10000 ms, or make what was cut shorter',
    ]);
  });

  it("tells an error once, with what led to it", async () => {
    const { clock, platform, life } = attachedLife({ report: undefined });
    life.onClose("broken", () => {
      throw new Error("not closed", { cause: new TypeError("no socket") });
    });
    life.scope.defer(() => Promise.reject(new Error("not cleaned up")));

    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.deepEqual(plain(platform.warnings), [
      "quiesce: stopped in 0 of 10000 ms, exit code 1: received SIGTERM",
      'quiesce: close hook "broken" failed after 0 ms, registered at here: Error: not closed, ' +
      "because of TypeError: no socket",
      'quiesce: cleanup of scope "/": Error: not cleaned up',
    ]);
  });

  it("goes to a function instead, whose error does no harm", async () => {
    const reports: Report[] = [];
    const { clock, platform } = attachedLife({
      exit: true,
      report(report) {
        reports.push(report);
        throw new Error("no log");
      },
    });

    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.equal(reports.length, 1);
    assert.match(platform.warnings.join("\n"), /option "report" failed: .*no log/);
    assert.deepEqual(platform.ended, { code: 0, by: "itself" });
  });

  it("goes nowhere when nobody wants it", async () => {
    const { clock, platform } = attachedLife({ report: false });

    platform.simulate("SIGTERM");
    await clock.advance(1_000);

    assert.deepEqual(platform.warnings, []);
  });
});
