// What the program says of services of many kinds, and keeps of them.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import process from "node:process";
import { describe, it } from "node:test";
import { durationsFromVerification } from "../../src/capacity/mod.ts";
import type { Plan, RunRecord, VerifyResult } from "../../src/verify/mod.ts";
import { freePort } from "../../src/verify/subject/free-port.ts";
import { CAREFUL, hasty, isAlive, launch, temporaryFolder } from "./command-line.ts";

/** When a process was started, and when it was signalled: long after, and shortly before its end. */
function spanOf({ startedAt, signalAtMs = NaN }: RunRecord) {
  const startMs = Date.parse(startedAt);
  return { startMs, signalMs: startMs + signalAtMs };
}

describe("quiesce with a service", { concurrency: false, timeout: 270_000 }, () => {
  const folder = temporaryFolder();

  it("says what a hasty service has lost, what to do, and ends with 1", async () => {
    const [out, html] = [folder.file("hasty.json"), folder.file("hasty.html")];
    const { words, pids } = hasty(folder, "lost");
    const options = ["--scenario", "slow-requests", "--out", out, "--html", html];

    const { code, stdout } = await launch(
      ["verify", ...options, "--route", "slow=/slow", ...words],
    ).ended;

    assert.equal(code, 1, stdout);
    assert.match(stdout, /Slow requests in flight +FAIL/);
    assert.match(stdout, / {2}LOST\n {4}20 of 20 requests \(slow\) lost/);
    assert.match(stdout, /→ Wait for every request that was accepted/);
    assert.deepEqual(pids().filter(isAlive), []);
    assert.match(readFileSync(html, "utf8"), /^<!doctype html>/i);
    const again = await launch(["report", out]).ended;
    assert.equal(again.code, 0);
    assert.ok(stdout.includes(again.stdout.trim()));
  });

  it("keeps a result from which the durations of its requests can be read", async () => {
    const out = folder.file("careful.json");
    const options = ["--scenario", "slow-requests", "--route", "slow=/slow?ms=1000", "--out", out];
    const { code, stdout } = await launch(["verify", ...options, "--", ...CAREFUL]).ended;
    assert.equal(code, 0, stdout);

    const result = JSON.parse(readFileSync(out, "utf8")) as VerifyResult;
    const durations = durationsFromVerification(result, { lanes: ["slow"] });

    assert.equal(durations.observed, result.scenarios[0]?.runs[0]?.lanes["slow"]?.answered);
    // The slow ones wait for a second before they answer, on a clock that may be a little early.
    assert.ok(durations.quantile(1) >= 990, `${durations.quantile(1)} ms`);
  });

  it("tells and stores what was judged before it was interrupted", async () => {
    const out = folder.file("interrupted.json");
    const options = ["--jobs", "1", "--scenario", "idle-exit", "--scenario", "total-time"];
    const running = launch(["verify", ...options, "--out", out, ...hasty(folder, "half").words]);
    await running.said("1/2 ");

    running.kill("SIGTERM");

    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 143);
    assert.match(stderr, /Cannot go on: SIGTERM came\n$/);
    assert.match(stdout, /Interrupted: this is what was judged until then\./);
    const stored = JSON.parse(readFileSync(out, "utf8")) as VerifyResult;
    assert.equal(stored.interrupted, true);
    assert.equal(stored.scenarios.length, 1);
    assert.equal((await launch(["report", out]).ended).code, 0);
  });

  it("ends with 130 after Ctrl-C", async () => {
    const running = launch(["verify", ...hasty(folder, "ctrl-c").words]);
    await running.said("Starting the service");

    running.kill("SIGINT");

    assert.equal((await running.ended).code, 130);
  });

  it("ends with 3 and the service's own words when that cannot start", async () => {
    const service = [process.execPath, "-e", 'console.error("no database"); process.exit(7)'];

    const { code, stdout } = await launch(["verify", "--json", "--", ...service]).ended;

    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    assert.deepEqual([code, error.code], [3, "START"]);
    assert.match(error.message, /ended with 7.+\n.+no database/);
  });

  it("runs one at a time when the service takes a port of its own, and says so", async () => {
    const port = await freePort();
    const service = [
      process.execPath,
      "-e",
      `const server = require("node:http").createServer((_, response) => response.end("ok"));
      server.listen(${port}, "127.0.0.1");
      process.on("SIGTERM", () => {
        server.close();
        setInterval(() => server.closeAllConnections(), 50).unref();
      });`,
    ];
    const scenarios = ["idle-keep-alive", "silent-connections", "total-time"];
    const options = ["--jobs", "4", ...scenarios.flatMap((id) => ["--scenario", id])];

    const { stdout, stderr } = await launch(["verify", "--json", ...options, "--", ...service])
      .ended;

    const result = JSON.parse(stdout) as VerifyResult;
    assert.match(stderr, new RegExp(`It listens on port ${port}, .+: one runs at a time\n`));
    assert.deepEqual(result.scenarios.map(({ why }) => why), [undefined, undefined, undefined]);
    const spans = result.scenarios.flatMap(({ runs }) => runs.map(spanOf))
      .toSorted((a, b) => a.startMs - b.startMs);
    assert.equal(spans.length, 3);
    spans.slice(1).forEach(({ startMs }, at) => assert.ok(startMs >= (spans[at]?.signalMs ?? NaN)));
  });

  it("judges all of a service whose second port is always the same, one after the other", async () => {
    const port = await freePort();
    const service = [
      process.execPath,
      "-e",
      `const serve = (port) => require("node:http").createServer((_, response) => {
        response.end("ok");
      }).listen(port, "127.0.0.1");
      const servers = [serve(${port}), serve(Number(process.env.PORT))];
      process.on("SIGTERM", () => {
        for (const server of servers) server.close();
        setInterval(() => servers.forEach((each) => each.closeAllConnections()), 50).unref();
      });`,
    ];
    const scenarios = ["idle-keep-alive", "silent-connections", "total-time"];
    const options = ["--jobs", "3", ...scenarios.flatMap((id) => ["--scenario", id])];

    const { code, stdout, stderr } = await launch(
      ["verify", "--json", ...options, "--", ...service],
    ).ended;

    const result = JSON.parse(stdout) as VerifyResult;
    assert.match(stderr, /could not be started while another one ran: one runs at a time/);
    assert.deepEqual(result.scenarios.map(({ id, why }) => [id, why]), [
      ["idle-keep-alive", undefined],
      ["silent-connections", undefined],
      ["total-time", undefined],
    ]);
    assert.notEqual(code, 3);
  });

  it("ends with 3, and never says PASS, when the service starts for some scenarios only", async () => {
    const starts = folder.file("starts");
    const service = [
      process.execPath,
      "-e",
      `const { appendFileSync, readFileSync } = require("node:fs");
      appendFileSync(${JSON.stringify(starts)}, "+");
      // The first starts are for the routes, the last that succeeds for a scenario.
      if (readFileSync(${JSON.stringify(starts)}).length > 3) throw new Error("no licence is left");
      const server = require("node:http").createServer((_, response) => response.end("ok"));
      server.listen(process.env.PORT);
      process.on("SIGTERM", () => process.exit(0));`,
    ];
    const scenarios = ["total-time", "idle-exit", "signal-during-start", "idle-keep-alive"];
    const options = ["--jobs", "1", ...scenarios.flatMap((id) => ["--scenario", id])];

    const { code, stdout } = await launch(["verify", ...options, "--", ...service]).ended;

    assert.equal(code, 3, stdout);
    assert.match(
      stdout,
      /^UNJUDGED: .*1 passed.*, 3 unjudged; the service could not be started in 3$/m,
    );
    assert.equal(stdout.match(/Error: no licence is left/g)?.length, 1, stdout);
  });

  it("says what to do when the port of a service is taken", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    const service = [
      process.execPath,
      "-e",
      `require("node:http").createServer().listen(${port}, "127.0.0.1")`,
    ];

    const { code, stderr } = await launch(["verify", "--", ...service]).ended;
    holder.close();

    assert.equal(code, 3);
    assert.match(stderr, /ended with 1; its port was taken.+--jobs 1 or --url, and had said\n/);
    assert.match(stderr, /Error: listen EADDRINUSE/);
  });

  it("ends with 3 when readiness never comes", async () => {
    const service = [
      process.execPath,
      "-e",
      `require("node:http").createServer((request, response) => {
        response.writeHead(request.url === "/readyz" ? 503 : 404).end();
      }).listen(process.env.PORT)`,
    ];

    const { code, stderr } = await launch(
      ["verify", "--start-timeout", "2s", "--", ...service],
    ).ended;

    assert.equal(code, 3);
    assert.match(
      stderr,
      /Cannot start the service: it is never ready, \/readyz said 503 until 2000 ms/,
    );
  });

  it("waits for a service that refuses everything while it warms up, in each run", async () => {
    const service = [
      process.execPath,
      "-e",
      `let isWarm = false;
      setTimeout(() => isWarm = true, 700);
      const server = require("node:http").createServer((request, response) => {
        if (!isWarm) return response.writeHead(503).end();
        setTimeout(() => response.end("ok"), request.url === "/" ? 0 : 400);
      }).listen(process.env.PORT);
      process.on("SIGTERM", () => {
        server.close();
        setInterval(() => server.closeIdleConnections(), 20).unref();
      });`,
    ];

    const { stdout, stderr } = await launch(
      ["verify", "--json", "--scenario", "slow-requests", "--", ...service],
    ).ended;

    const { scenarios } = JSON.parse(stdout) as VerifyResult;
    assert.deepEqual(scenarios.map(({ verdict }) => verdict), ["pass"], stderr);
    assert.equal(scenarios[0]?.runs[0]?.lanes["slow"]?.answered, 20);
  });

  it("takes nothing for a route of a service that answers 200 to everything", async () => {
    const service = [
      process.execPath,
      "-e",
      `require("node:http").createServer((_, response) => response.end("ok"))
        .listen(process.env.PORT)`,
    ];

    const { code, stdout } = await launch(["verify", "--print-plan", "--", ...service]).ended;

    assert.equal(code, 0);
    const found = [...stdout.matchAll(/^ {2}(\w+): ["']?\//gm)].map(([, kind]) => kind);
    assert.deepEqual(found, ["fast"]);
  });

  it("says how a service answers that has no route which could be used", async () => {
    const service = [
      process.execPath,
      "-e",
      `require("node:http").createServer((_, response) => response.writeHead(500).end())
        .listen(process.env.PORT)`,
    ];

    const { stdout, stderr } = await launch(
      ["verify", "--scenario", "slow-requests", "--", ...service],
    ).ended;

    assert.match(stderr, /\nRoutes: none; \/ answers 500\n/);
    assert.match(stdout, /\nRoutes: none; \/ answers 500\n/);
  });

  it("finds the routes of a service, and prints them as a plan that can be used", async () => {
    const plan = folder.file("plan.yaml");
    const asData = await launch(["verify", "--print-plan", "--json", "--", ...CAREFUL]).ended;
    assert.deepEqual((JSON.parse(asData.stdout) as Plan).command, CAREFUL);
    const printed = await launch(["verify", "--print-plan", "--", ...CAREFUL]).ended;
    assert.equal(printed.code, 0, printed.stderr);
    for (const kind of ["fast", "slow", "stream", "events", "socket", "upload", "ready"]) {
      assert.match(printed.stdout, new RegExp(`^ {2}${kind}: /`, "m"));
    }
    assert.match(printed.stdout, /^ {2}crash: null$/m);
    writeFileSync(plan, printed.stdout);

    const { code, stdout } = await launch(
      ["verify", "--plan", plan, "--scenario", "readiness", "--json"],
    ).ended;

    assert.equal(code, 0, stdout);
    const result = JSON.parse(stdout) as VerifyResult;
    assert.deepEqual(result.subject.command, CAREFUL);
    assert.deepEqual(result.scenarios.map(({ id }) => id), ["readiness"]);
  });
});
