import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { exporter, type PreviousStore } from "../../../adapters/prometheus/mod.ts";
import { Lifecycle, StopReason } from "../../../src/core/mod.ts";
import { handStore, linesOf } from "./hand-store.ts";

const SIGTERM = new StopReason("received SIGTERM", { kind: "signal" });

/** One process after another: each lives, and ends or not; then what the next one shows. */
async function after(
  ends: readonly ("ends" | "dies")[],
  previous: string | PreviousStore,
): Promise<string> {
  for (const end of ends) {
    const life = new Lifecycle();
    const metrics = exporter(life, { previous });
    life.ready();
    await metrics.text();
    if (end === "ends") await ended(life);
    metrics.release();
  }
  const metrics = exporter(new Lifecycle(), { previous });
  const text = await metrics.text();
  metrics.release();
  return text;
}

/** To the last work, as the process waits for it. */
async function ended(life: Lifecycle): Promise<void> {
  life.gate.close();
  life.gate.enter();
  await life.shutdown(SIGTERM);
  await life.lastWork();
}

function valueOf(text: string, name: string): string | undefined {
  return linesOf(text, name).join().split(" ").at(-1);
}

for (const isLate of [false, true]) {
  describe(`what a process leaves in a store that answers ${isLate ? "later" : "at once"}`, () => {
    it("is nothing at first, but what alerts look at is there", async () => {
      const text = await after([], handStore({ isLate }));

      assert.equal(valueOf(text, "quiesce_unclean_ends_total"), "0");
      assert.equal(valueOf(text, "quiesce_compensation_failures_total"), "0");
      assert.deepEqual(linesOf(text, "quiesce_forced_total"), [
        'quiesce_forced_total{reason="signal"} 0',
        'quiesce_forced_total{reason="call"} 0',
      ]);
      assert.deepEqual(linesOf(text, "quiesce_shutdown_seconds_count").map((line) => line.at(-1)), [
        "0",
        "0",
        "0",
        "0",
      ]);
    });

    it("is told by the next one, and by those after it", async () => {
      const store = handStore({ isLate });

      const first = await after(["ends"], store);
      const second = await after(["ends", "ends"], handStore({ isLate }));

      const count = 'quiesce_shutdown_seconds_count{reason="signal",outcome="clean"}';
      assert.ok(first.includes(`${count} 1\n`), first);
      assert.ok(second.includes(`${count} 2\n`), second);
      assert.equal(valueOf(second, "quiesce_refused_total"), "2");
      assert.equal(valueOf(second, "quiesce_unclean_ends_total"), "0");
    });

    it("shows who ended without a record", async () => {
      const text = await after(["ends", "dies", "dies", "ends"], handStore({ isLate }));

      assert.equal(valueOf(text, "quiesce_unclean_ends_total"), "2");
      assert.equal(valueOf(text, "quiesce_refused_total"), "2");
    });

    it("is an unclean end when it cannot be read", async () => {
      const store = handStore({ isLate });
      store.written.push('{"version":1,"end":"compl');

      assert.equal(valueOf(await after([], store), "quiesce_unclean_ends_total"), "1");
    });

    it("says nothing when it is of another version", async () => {
      const store = handStore({ isLate });
      store.written.push('{"version":2,"end":"none","totals":{}}');

      assert.equal(valueOf(await after([], store), "quiesce_unclean_ends_total"), "0");
    });

    it("is left out where it does not fit", async () => {
      const store = handStore({ isLate });
      const totals = {
        quiesce_drain_seconds: [{ labels: {}, value: 1, counts: [1, 2] }],
        quiesce_hook_seconds: "many",
        quiesce_refused_total: [
          { labels: { gate: 7 }, value: 1 },
          { labels: null, value: 1 },
          { labels: { gate: "work" }, value: "1" },
          { labels: { gate: "work" }, value: 4 },
        ],
      };
      store.written.push(JSON.stringify({ version: 1, end: "completed", totals }));

      const text = await after([], store);

      assert.deepEqual(linesOf(text, "quiesce_refused_total"), [
        'quiesce_refused_total{gate="work"} 4',
      ]);
      assert.equal(valueOf(text, "quiesce_drain_seconds_count"), "0");
    });
  });
}

describe("a store", () => {
  it("that is a file is replaced as a whole", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quiesce-previous-"));
    try {
      const text = await after(["ends", "dies"], join(folder, "end.json"));

      assert.equal(valueOf(text, "quiesce_unclean_ends_total"), "1");
      assert.equal(valueOf(text, "quiesce_refused_total"), "1");
      assert.deepEqual(readdirSync(folder), ["end.json"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("that answers at once has kept the end before anybody goes on", async () => {
    const store = handStore();
    const life = new Lifecycle();
    exporter(life, { previous: store });
    let last = "";
    life.on("stopped", () => last = store.written.at(-1) ?? "");

    await life.shutdown();

    assert.match(last, /"end":"completed"/);
  });

  it("that fails is an error that is told, and costs the record only", async () => {
    const life = new Lifecycle();
    const errors: string[] = [];
    life.on("error.caught", ({ from }) => void errors.push(from));
    const failing = (): never => {
      throw new Error("on purpose");
    };
    const broken: PreviousStore = { read: failing, write: () => Promise.reject(new Error("also")) };

    const metrics = exporter(life, { previous: broken });
    const text = await metrics.text();
    const report = await life.shutdown();
    await life.lastWork();

    assert.equal(report.exitCode, 0);
    assert.match(text, /^quiesce_state\{state="starting"\} 1$/m);
    assert.deepEqual(errors, ["record of the previous end", "record of the previous end"]);
  });
});
