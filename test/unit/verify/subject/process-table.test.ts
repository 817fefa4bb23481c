import assert from "node:assert/strict";
import process from "node:process";
import { describe, it } from "node:test";
import {
  hasVariable,
  processorTime,
  processTable,
  psRows,
  SEES_INSIDE,
  zombieStatus,
} from "../../../../src/verify/subject/process-table.ts";

describe("processTable()", () => {
  it("knows this process, and its parent", () => {
    const me = processTable().find(({ pid }) => pid === process.pid);

    assert.equal(me?.parent, process.ppid);
    assert.equal(me?.isZombie, false);
    assert.match(me?.command ?? "", /node|deno|bun/i);
    assert.notEqual(me?.started, "");
  });

  it("knows no variable of a process that is not there", () => {
    assert.equal(hasVariable(2 ** 22 + 1, "A=b"), false);
    assert.equal(hasVariable(process.pid, "QUIESCE_NO_SUCH_VARIABLE=1"), false);
  });

  it("tells no code of a process that is alive", () => {
    assert.equal(zombieStatus(process.pid), undefined);
    assert.equal(zombieStatus(2 ** 22 + 1), undefined);
  });
});

describe("processorTime()", () => {
  it("grows while this process works, as far as the system tells", () => {
    const before = processorTime(process.pid).usedMs;
    const least = SEES_INSIDE ? before + 20 : before;
    const endMs = performance.now() + 20_000;
    while (processorTime(process.pid).usedMs < least && performance.now() < endMs);

    assert.ok(processorTime(process.pid).usedMs >= least);
  });

  it("is nothing of a process that is not there", () => {
    assert.deepEqual(processorTime(2 ** 22 + 1), { usedMs: 0, waitedMs: 0 });
  });
});

describe("psRows()", () => {
  it("reads what ps prints", () => {
    const text = "    1     0     1 Ss   Mon Nov 17 09:00:01 2025 /sbin/launchd\n" +
      "  412   399   412 Z+   Tue Nov 18 10:11:12 2025 (node)\n" +
      "  500   412   412 S    Tue Nov 18 10:11:13 2025 node server.js --port 80\n";

    assert.deepEqual(psRows(text), [
      {
        pid: 1,
        parent: 0,
        group: 1,
        started: "Mon Nov 17 09:00:01 2025",
        isZombie: false,
        command: "/sbin/launchd",
      },
      {
        pid: 412,
        parent: 399,
        group: 412,
        started: "Tue Nov 18 10:11:12 2025",
        isZombie: true,
        command: "(node)",
      },
      {
        pid: 500,
        parent: 412,
        group: 412,
        started: "Tue Nov 18 10:11:13 2025",
        isZombie: false,
        command: "node server.js --port 80",
      },
    ]);
  });
});
