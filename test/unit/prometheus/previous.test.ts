import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { exporter, type PreviousStore } from "../../../adapters/prometheus/mod.ts";
import { Lifecycle, StopReason } from "../../../src/core/mod.ts";
import { METRICS } from "../../../src/observe/mod.ts";
import { attach } from "../../../src/host/mod.ts";
import { fakePlatform, handClock } from "../../../src/testing/mod.ts";
import { type HandStore, handStore, killed, linesOf, ofAnother } from "./hand-store.ts";

const SIGTERM = new StopReason("received SIGTERM", { kind: "signal" });

/** One process after another: each lives, and ends or not; then what the next one shows. */
async function after(
  ends: readonly ("ends" | "dies" | "is released")[],
  previous: HandStore,
): Promise<string> {
  for (const end of ends) {
    const life = new Lifecycle();
    const metrics = exporter(life, { previous });
    life.ready();
    await metrics.text();
    if (end === "ends") await ended(life);
    if (end === "dies") return await after(ends.slice(ends.indexOf(end) + 1), killed(previous));
    metrics.release();
  }
  return await shownNext(previous);
}

/** What the next process shows. */
async function shownNext(previous: string | PreviousStore): Promise<string> {
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

    it("is no unclean end of whoever was released in time", async () => {
      const store = handStore({ isLate });
      const life = new Lifecycle();
      const metrics = exporter(life, { previous: store });
      life.onFlush("metrics", () => metrics.release());
      life.gate.close();
      life.gate.enter();

      await life.shutdown();
      await life.lastWork();
      const text = await shownNext(store);

      assert.equal(valueOf(text, "quiesce_unclean_ends_total"), "0");
      assert.equal(valueOf(text, "quiesce_refused_total"), "1");
      assert.equal(valueOf(text, "quiesce_drain_seconds_count"), "1");
      assert.ok(store.written.some((each) => each.includes('"end":"released"')));
    });

    it("never falls back behind what was shown of one that is killed then", async () => {
      const store = handStore({ isLate });
      const life = new Lifecycle();
      const metrics = exporter(life, { previous: store });
      life.gate.close();
      life.gate.enter();
      life.gate.enter();

      const shown = valueOf(await metrics.text(), "quiesce_refused_total");
      const then = await after([], killed(store));

      assert.deepEqual([shown, valueOf(then, "quiesce_refused_total")], ["2", "2"]);
      assert.equal(valueOf(then, "quiesce_unclean_ends_total"), "1");
    });

    it("is written for nobody when nothing has changed", async () => {
      const store = handStore({ isLate });
      const metrics = exporter(new Lifecycle(), { previous: store });

      for (let count = 0; count < 3; count += 1) await metrics.text();

      assert.equal(store.written.length, 1);
      metrics.release();
    });

    it("waits for one that runs beside the next until that ends", async () => {
      const store = handStore({ isLate });
      const old = new Lifecycle();
      await exporter(old, { previous: store }).text();
      const metrics = exporter(new Lifecycle(), { previous: store });

      const beside = await metrics.text();
      await ended(old);
      const then = await metrics.text();
      metrics.release();

      const count = 'quiesce_shutdown_seconds_count{reason="signal",outcome="clean"}';
      assert.equal(valueOf(beside, "quiesce_unclean_ends_total"), "0");
      assert.ok(beside.includes(`${count} 0\n`));
      assert.equal(valueOf(then, "quiesce_unclean_ends_total"), "0");
      assert.ok(then.includes(`${count} 1\n`), then);
      assert.equal(valueOf(await after([], store), "quiesce_refused_total"), "1");
    });

    it("sees of one in the same place whether it is still there", async () => {
      const gone = spawnSync("true").pid;
      const uncleanBy = async (pid: number): Promise<string | undefined> => {
        const store = handStore({ isLate });
        await after(["is released"], store);
        ofAnother(store, { end: "none", pid });
        return valueOf(await after([], store), "quiesce_unclean_ends_total");
      };

      assert.deepEqual([await uncleanBy(process.ppid), await uncleanBy(gone)], ["0", "1"]);
    });

    it("counts one elsewhere as unclean once its end would have come", async () => {
      const clock = handClock();
      const store = handStore({ isLate });
      const old = { instance: "shop-old", pid: 1, graceMs: 30_000 };
      await after(["is released"], store);
      ofAnother(store, { ...old, end: "none" });
      const metrics = exporter(new Lifecycle({ clock, identity: { instance: "shop-new" } }), {
        previous: store,
      });
      const unclean = async () => valueOf(await metrics.text(), "quiesce_unclean_ends_total");

      const atFirst = await unclean();
      await clock.advance(30_000);
      const then = await unclean();
      await clock.advance(10 * 60_000);

      assert.deepEqual([atFirst, then, await unclean(), await unclean()], ["0", "0", "1", "1"]);
      metrics.release();
    });

    it("writes no more once it was taken for dead, since others have counted it", async () => {
      const store = handStore({ isLate });
      const life = new Lifecycle();
      await exporter(life, { previous: store }).text();
      await after([], killed(store));
      const before = store.written.length;

      await ended(life);

      assert.equal(store.written.length, before);
    });

    it("is an unclean end when it cannot be read", async () => {
      const store = handStore({ isLate });
      store.written.push('{"version":2,"totals":{},"proc');

      assert.equal(valueOf(await after([], store), "quiesce_unclean_ends_total"), "1");
    });

    it("says nothing when it is of another version", async () => {
      const store = handStore({ isLate });
      store.written.push('{"version":1,"end":"none","totals":{}}');

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
      store.written.push(JSON.stringify({ version: 2, totals, processes: [7, { id: 7, totals }] }));

      const text = await after([], store);

      assert.deepEqual(linesOf(text, "quiesce_refused_total"), [
        'quiesce_refused_total{gate="work"} 4',
      ]);
      assert.equal(valueOf(text, "quiesce_drain_seconds_count"), "0");
      assert.equal(valueOf(text, "quiesce_unclean_ends_total"), "0");
    });
  });
}

describe("a store", () => {
  it("that is a file is replaced as a whole", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quiesce-previous-"));
    try {
      const previous = join(folder, "end.json");
      const life = new Lifecycle();
      exporter(life, { previous });
      await ended(life);

      const text = await shownNext(previous);

      assert.equal(valueOf(text, METRICS.uncleanEnds.name), "0");
      assert.equal(valueOf(text, METRICS.refused.name), "1");
      assert.deepEqual(readdirSync(folder), ["end.json"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("that is a file gets the folder that it is missing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quiesce-previous-"));
    try {
      const previous = join(folder, "not/there/end.json");
      const life = new Lifecycle();
      exporter(life, { previous });
      await ended(life);

      assert.equal(valueOf(await shownNext(previous), METRICS.refused.name), "1");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("that cannot be written is named among the errors of the process at once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quiesce-previous-"));
    try {
      writeFileSync(join(folder, "file"), "");
      const life = new Lifecycle();
      const platform = fakePlatform();
      const attachment = attach(life, platform);

      const metrics = exporter(life, { previous: join(folder, "file/end.json") });
      await metrics.text();
      metrics.release();
      attachment();

      assert.match(platform.warnings[0] ?? "", /^quiesce: record of the previous end: .*ENOTDIR/);
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
