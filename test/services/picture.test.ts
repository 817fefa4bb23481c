// Pictures in a real browser. What it looks like is kept in artifacts/.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { startChromium } from "../../scripts/services/chromium.ts";
import { durationsFromVerification } from "../../src/capacity/mod.ts";
import { Lifecycle, type Report } from "../../src/core/mod.ts";
import { pictureOf } from "../../src/picture/mod.ts";
import { verify, type VerifyResult } from "../../src/verify/mod.ts";
import { BATCHES, sampleResult, sampleRun } from "../unit/picture/sample.ts";
import { isFocused, lanesOf, openAll, overflow, pale, pressUntil, tabTo } from "./picture-page.ts";

/** A page that is open, and all that it has said or asked for. */
interface Shown {
  readonly page: Page;
  /** The timeline that is drawn first of the scenario that is shown. */
  readonly timeline: Locator;
  readonly said: readonly string[];
  readonly asked: readonly string[];
}

const ARTIFACTS = fileURLToPath(new URL("../../artifacts/picture", import.meta.url));
const IN_TIME = { timeout: 240_000 };
const DESKTOP = { width: 1_280, height: 900 };
const PHONE = { width: 360, height: 740 };

/** It answers after a while, and is gone at once when it is asked to end. */
const CARELESS = `
  const { createServer } = require("node:http");
  const answer = (request, response) => {
    const slow = request.url === "/slow";
    setTimeout(() => response.end("done"), slow ? 1500 : 0);
  };
  createServer(answer).listen(process.env.PORT, "127.0.0.1");
  process.on("SIGTERM", () => setTimeout(() => process.exit(0), 150));
`;

/** It answers on for two seconds after it is asked to end. */
const UNHURRIED = `
  const { createServer } = require("node:http");
  createServer((_, response) => response.end("done")).listen(process.env.PORT, "127.0.0.1");
  process.on("SIGTERM", () => setTimeout(() => process.exit(0), 2000));
`;

let browser: Browser;

before(async () => {
  mkdirSync(ARTIFACTS, { recursive: true });
  browser = await startChromium();
}, IN_TIME);

after(async () => {
  await browser?.close();
});

/** Opens the picture of some data as a file, as people do. */
async function show(
  name: string,
  data: VerifyResult | Report,
  options: BrowserContextOptions = {},
): Promise<Shown> {
  const file = join(ARTIFACTS, `${name}.html`);
  writeFileSync(file, pictureOf(data));
  const page = await browser.newPage({ viewport: DESKTOP, ...options });
  const said: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("request", (request) => asked.push(request.url()));
  const address = pathToFileURL(file).href;
  await page.goto(address);
  const timeline = page.locator("[data-section]:not([hidden]) .timeline").first();
  return { page, timeline, said, asked: asked.filter((url) => url !== address) };
}

/** A shutdown by the library in which hooks fail and hang, and requests are cut. */
async function realReport(): Promise<Report> {
  const life = new Lifecycle({ graceMs: 1_500, identity: { service: "orders", version: "1.4.2" } });
  life.onDrain("consumer", () => delay(120));
  life.onClose("database", () => delay(40));
  life.onClose("cache", () => Promise.reject(new Error("connection refused")));
  life.onClose("search index", () => new Promise(() => {}), { timeoutMs: 60 });
  life.onFlush("logs", () => delay(5));
  const gate = life.createGate("http");
  const sinceMs = life.clock.nowMs();
  const leases = ["GET /report", "GET /export", "GET /orders"]
    .map((name) => gate.lease(name, { sinceMs }));
  life.ready();
  const ended = life.shutdown();
  await delay(200);
  leases[2]?.release();
  return await ended;
}

describe("a verification in a browser", IN_TIME, () => {
  it("opens without a word on the console, and asks for nothing", async () => {
    const { page, said, asked } = await show("verification", sampleResult());

    assert.equal(await page.title(), "Shutdown of node app.js");
    await openAll(page);
    assert.deepEqual(said, []);
    assert.deepEqual(asked, []);
    assert.equal(await page.evaluate("window.broken"), undefined);
    await page.close();
  });

  it("shows in each lane the bars that the data holds", async () => {
    const { page, timeline } = await show("verification", sampleResult());
    const { requests, lanes } = sampleRun();

    const held = Object.entries(lanes).map(([name, counts]) => [
      name,
      requests.filter(({ lane }) => lane === name).length,
      Object.values(counts).reduce((sum, count) => sum + count, 0),
    ]);
    assert.deepEqual(await lanesOf(timeline), held);
    await page.close();
  });

  it("shows the bars of thousands as well, and the page stays narrow", async () => {
    const many = BATCHES.map((batch) => ({ ...batch, count: batch.count * 30 }));
    const { page, timeline } = await show("many", sampleResult(many), { viewport: PHONE });

    const bars = (await lanesOf(timeline)).map(([, count]) => count);
    assert.deepEqual(bars, [330, 1_350, 90, 270]);
    assert.ok(await timeline.locator(".row").count() < 80);
    assert.equal(await overflow(page), 0);
    await page.close();
  });

  it("places a bar where its time is", async () => {
    const { page, timeline } = await show("verification", sampleResult());
    const box = async (selector: string) => {
      const found = await timeline.locator(selector).first().boundingBox();
      assert.ok(found, `${selector} is not shown`);
      return found;
    };

    const axis = await box(".uprights");
    const signal = await box(".k-strong circle");
    const lost = await box(".f-bad rect");

    // Of -150 to 756 ms, the signal is at 0; the first that was lost ended at 120 ms.
    const at = (ms: number): number => axis.x + axis.width * (ms + 151.2) / (756 + 151.2);
    assert.ok(Math.abs(signal.x + signal.width / 2 - at(0)) < 3, `${signal.x} ${at(0)}`);
    assert.ok(Math.abs(lost.x + lost.width - at(120)) < 3, `${lost.x + lost.width} ${at(120)}`);
    await page.close();
  });

  for (const [look, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    it(`shows the flags at both edges whole: ${look}`, async () => {
      const { scenarios, ...result } = sampleResult();
      const [scenario] = scenarios;
      assert.ok(scenario);
      // So soon after the start that the picture begins there.
      const marks = sampleRun().marks.map((mark) =>
        mark.kind === "start" ? { ...mark, atMs: 1_049 } : mark
      );
      const data = {
        ...result,
        scenarios: [{ ...scenario, runs: [sampleRun(BATCHES, { marks })] }],
      };
      const { page, timeline } = await show("edge", data, { viewport });

      const flags = timeline.locator(".moments .glyph circle");
      const scroll = await timeline.locator(".scroll").boundingBox();
      const label = await timeline.locator(".moments .label").boundingBox();
      assert.ok(scroll && label);
      const startPixel = look === "phone" ? scroll.x : label.x + label.width;
      for (const flag of await flags.all()) {
        const box = await flag.boundingBox();
        assert.ok(box && box.x >= startPixel && box.x + box.width <= scroll.x + scroll.width);
      }
      const first = await flags.first().boundingBox();
      assert.ok(first && first.x - startPixel < 6, "no flag is at the edge");
      await page.close();
    });
  }

  it("hides and shows a lane by the keyboard, and says so", async () => {
    const { page, timeline } = await show("verification", sampleResult());
    const hot = timeline.locator('[data-name="hot"]');

    await tabTo(page, timeline.getByRole("checkbox", { name: "hot" }));
    await page.keyboard.press("Space");
    assert.equal(await hot.isVisible(), false);
    assert.equal(await timeline.locator('[data-name="slow"]').isVisible(), true);
    assert.equal(await timeline.getByRole("status").textContent(), "3 of 4 lanes shown");
    await page.keyboard.press("Space");
    assert.equal(await hot.isVisible(), true);
    await page.close();
  });

  it("unfolds the bytes of a request by Enter", async () => {
    const { page, timeline } = await show("verification", sampleResult());
    const row = timeline.locator("details.row:has(.t-bad)").first();
    const steps = row.locator(".steps li");

    await tabTo(page, row.locator("summary"));
    assert.equal(await steps.first().isVisible(), false);
    await page.keyboard.press("Enter");
    assert.equal(await steps.first().isVisible(), true);
    assert.equal(
      await steps.count(),
      sampleRun().requests.find(({ class: fate }) => fate === "lost")
        ?.timeline.length,
    );
    await page.close();
  });

  it("selects a scenario by the keyboard, and goes to it", async () => {
    const { page } = await show("verification", sampleResult());
    const shown = () =>
      page.locator("[data-section]:not([hidden]) h2").evaluateAll((all) =>
        all.map(({ textContent }) => textContent.trim())
      );

    assert.deepEqual(await shown(), ["Slow requests fail"]);
    await tabTo(page, page.getByRole("link", { name: "Readiness" }));
    await page.keyboard.press("Enter");
    await page.locator("#s3 h2:focus").waitFor();
    assert.deepEqual(await shown(), ["Readiness weak"]);
    assert.equal(await page.locator("[aria-current]").textContent(), "weak Readiness");
    await pressUntil(page, "Shift+Tab", isFocused(page.getByRole("link", { name: "All on" })));
    await page.keyboard.press("Enter");
    await page.locator("[data-section][hidden]").first().waitFor({ state: "detached" });
    assert.equal((await shown()).length, 4);
    await page.close();
  });

  it("lets Tab reach every control, and shows where it is", async () => {
    const { page } = await show("verification", sampleResult());
    await page.evaluate("location.hash = '#all'");
    await page.locator("[data-section][hidden]").first().waitFor({ state: "detached" });
    await page.evaluate(`document.activeElement.blur(); document.body.tabIndex = -1;
      document.body.focus(); document.body.removeAttribute("tabindex");
      window.controls = [...document.querySelectorAll("a, input, select, summary, [tabindex='0']")]
        .filter((each) => each.checkVisibility())`);
    const left = new Set(await page.evaluate<number[]>("window.controls.map((_, index) => index)"));
    const count = left.size;

    for (let presses = 0; presses < count * 2 && left.size > 0; presses += 1) {
      await page.keyboard.press("Tab");
      const [index, ring] = await page.evaluate<[number, string]>(
        "[window.controls.indexOf(document.activeElement), getComputedStyle(document.activeElement).outlineStyle]",
      );
      if (left.delete(index)) assert.equal(ring, "solid");
    }
    assert.ok(count > 40, `${count} controls`);
    assert.deepEqual([...left], []);
    await page.close();
  });

  it("zooms in without widening the page", async () => {
    const { page, timeline } = await show("verification", sampleResult(), { viewport: PHONE });
    const boxes = () =>
      Promise.all(
        [".uprights", ".f-broken rect"].map((selector) =>
          timeline.locator(selector).first().boundingBox()
        ),
      );
    const [axisBefore, barBefore] = await boxes();

    await timeline.getByRole("combobox", { name: "Zoom" }).selectOption("5");

    const [axisAfter, barAfter] = await boxes();
    assert.ok(axisBefore && barBefore && axisAfter && barAfter);
    const zoom = axisAfter.width / axisBefore.width;
    assert.ok(zoom >= 5 && zoom < 5.5, `${zoom}`);
    assert.ok(Math.abs(barAfter.width / barBefore.width - zoom) < 0.1);
    assert.equal(await overflow(page), 0);
    await page.close();
  });

  it("shows everything when scripts are off", async () => {
    const { page } = await show("verification", sampleResult(), { javaScriptEnabled: false });

    assert.equal(await page.locator("[data-section]").count(), 4);
    for (const section of await page.locator("[data-section]").all()) {
      assert.equal(await section.isVisible(), true);
    }
    assert.equal(await page.locator(".controls").first().isVisible(), false);
    assert.equal(await page.locator("#s2 .lane").first().isVisible(), true);
    await page.close();
  });

  it("has landmarks, headings in their order, and a name for each picture and control", async () => {
    const { page } = await show("verification", sampleResult());
    await openAll(page);

    for (const role of ["banner", "main", "navigation", "contentinfo"] as const) {
      assert.equal(await page.getByRole(role).count(), 1, role);
    }
    const levels = await page.locator("h1, h2, h3, h4").evaluateAll((all) =>
      all.map(({ tagName }) => Number(tagName.slice(1)))
    );
    assert.equal(levels.filter((level) => level === 1).length, 1);
    assert.deepEqual(levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1), []);
    const pictures = page.locator('svg[role="img"]');
    assert.equal(await pictures.count(), await pictures.locator("> title").count());
    const unnamed = page.locator('[role="region"]:not([aria-label]), input:not(label input)');
    assert.equal(await unnamed.count(), 0);
    await page.close();
  });

  it("scrolls smoothly only where motion is welcome", async () => {
    const behavior = "getComputedStyle(document.documentElement).scrollBehavior";
    for (
      const [reducedMotion, expected] of [["reduce", "auto"], ["no-preference", "smooth"]] as const
    ) {
      const { page } = await show("verification", sampleResult(), { reducedMotion });

      assert.equal(await page.evaluate(behavior), expected);
      await page.close();
    }
  });
});

describe("the picture of a report that the library made", IN_TIME, () => {
  it("shows a bar for each phase, hook, gate, and whatever was cut or left", async () => {
    const report = await realReport();
    const { page, timeline, said, asked } = await show("report", report);

    const { phases, hooks, gates, cut, unstopped } = report;
    assert.ok(cut.length >= 2 && unstopped.length >= 1 && hooks.length === 5);
    assert.deepEqual(
      (await lanesOf(timeline)).map(([name, bars]) => [name, bars]),
      Object.entries({ phases, hooks, gates, cut, left: unstopped })
        .map(([name, those]) => [name, those.length]),
    );
    assert.deepEqual([...said, ...asked], []);
    await page.close();
  });

  it("says what failed and what to do, and gives the report back", async () => {
    const report = await realReport();
    const { page } = await show("report", report);

    assert.match(await page.locator(".advice").textContent() ?? "", /cache.*connection refused/);
    const data = await page.locator("#data").textContent();
    assert.deepEqual(JSON.parse(data ?? ""), JSON.parse(JSON.stringify(report)));
    await page.close();
  });
});

describe("the picture of a real verification", IN_TIME, () => {
  it("shows the requests that a careless server lost", async () => {
    const result = await verify({
      command: [process.execPath, "-e", CARELESS],
      routes: { fast: "/", slow: "/slow", stream: null, events: null, socket: null, ready: null },
      scenarios: ["idle-exit", "slow-requests"],
      load: { requests: 12 },
    });
    const { page, timeline, said, asked } = await show("careless", result);
    const slow = result.scenarios.find(({ id }) => id === "slow-requests");

    assert.equal(slow?.verdict, "fail");
    assert.equal(
      await page.locator("[data-section]:not([hidden]) h2").textContent(),
      `${slow.title} fail`,
    );
    const run = slow.runs[0];
    const drawn = (await lanesOf(timeline)).map(([name, bars]) => [name, bars]);
    const held = Object.keys(run?.lanes ?? {}).map((name) => [
      name,
      run?.requests.filter(({ lane }) => lane === name).length,
    ]);
    assert.deepEqual(drawn, held);
    assert.ok(await timeline.locator(".f-bad, .f-broken").count() > 0);
    assert.deepEqual([...said, ...asked], []);
    await page.screenshot({ path: join(ARTIFACTS, "careless.png"), fullPage: true });
    await page.close();
  });
});

describe("the picture of a server that answers on for a while", IN_TIME, () => {
  it("does not let it look idle, and keeps the durations of all that was answered", async () => {
    const result = await verify({
      command: [process.execPath, "-e", UNHURRIED],
      routes: { fast: "/", slow: null, stream: null, events: null, socket: null, ready: null },
      scenarios: ["hot-keep-alive"],
    });
    const run = result.scenarios[0]?.runs[0];
    const { page, timeline } = await show("unhurried", result);

    assert.ok(run?.signalAtMs !== undefined && run.exit);
    const { answered = 0 } = run.lanes["hot"] ?? {};
    const flow = run.flows.find((each) => each.lane === "hot" && each.class === "answered");
    assert.ok(answered > 200 && flow, `${answered} answered`);
    assert.equal(flow.counts.reduce((sum, count) => sum + count, 0), answered);
    assert.equal(durationsFromVerification(result, { lanes: ["hot"] }).observed, answered);
    const ends = run.requests.filter((each) => each.lane === "hot" && each.class === "answered")
      .map(({ endMs }) => endMs);
    for (const half of [0, 1]) {
      const [fromMs, toMs] = [half, half + 1].map((part) => Number(run.signalAtMs) + part * 1_000);
      assert.ok(ends.some((ms) => ms >= Number(fromMs) && ms < Number(toMs)), `none in ${fromMs}`);
    }
    const row = timeline.locator('[data-name="hot"] .row', { hasText: "all together" }).first();
    assert.match(await row.textContent() ?? "", /answered/);
    assert.ok(await row.locator(".crowd path").isVisible());
    assert.ok(JSON.stringify(result).length < 150_000);
    await page.screenshot({ path: join(ARTIFACTS, "unhurried.png"), fullPage: true });
    await page.close();
  });
});

describe("what a picture looks like", IN_TIME, () => {
  const looks = {
    light: { colorScheme: "light", viewport: DESKTOP },
    dark: { colorScheme: "dark", viewport: DESKTOP },
    phone: { colorScheme: "light", viewport: PHONE, deviceScaleFactor: 2 },
    "phone-dark": { colorScheme: "dark", viewport: PHONE, deviceScaleFactor: 2 },
  } as const;

  for (const [look, options] of Object.entries(looks)) {
    it(`can be read, and is no wider than the screen: ${look}`, async () => {
      for (
        const [name, data] of Object.entries({
          verification: sampleResult(),
          report: await realReport(),
        })
      ) {
        const { page } = await show(name, data, options);
        const path = join(ARTIFACTS, `${name}-${look}.png`);
        const picture = await page.screenshot({ path, fullPage: true });
        await page.evaluate(
          "document.querySelectorAll('details').forEach((each) => each.open = true)",
        );

        assert.ok(picture.length > 20_000);
        assert.deepEqual(await pale(page), []);
        assert.equal(await overflow(page), 0);
        const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
        const isDark = options.colorScheme === "dark";
        assert.equal(ground, isDark ? "rgb(15, 19, 24)" : "rgb(255, 255, 255)");
        await page.close();
      }
    });
  }
});
