import assert from "node:assert/strict";
import { describe as suite, it } from "node:test";
import { serveProbes } from "../../../adapters/node/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { attach } from "../../../src/host/mod.ts";
import { describe, probes } from "../../../src/kubernetes/mod.ts";
import { fakePlatform } from "../../../src/testing/mod.ts";
import { freePort } from "../../../src/verify/subject/free-port.ts";

suite("describe", () => {
  it("tells the defaults, and what Kubernetes should give", () => {
    assert.deepEqual(describe(new Lifecycle()), {
      format: "quiesce-budget/1",
      identity: {},
      graceMs: 25_000,
      maxGraceMs: 25_000,
      delayMs: 0,
      forceMs: 2_000,
      longLivedMs: 5_000,
      reserves: { unwindMs: 500, compensateMs: 1_250, closeMs: 1_250, flushMs: 1_250 },
      hooks: [],
      terminationGracePeriodSeconds: 27,
    });
  });

  it("tells who it is, its hooks, its probes and what signals mean to it", () => {
    const life = new Lifecycle({ identity: { service: "orders" }, graceMs: 20_500 });
    life.onClose("database", () => {}, { timeoutMs: 3_000 });
    life.onFlush("logs", () => {});
    probes(life, { ready: "/up" });
    attach(life, fakePlatform(), { signals: { SIGHUP: "ignore" } });

    const told = describe(life);

    assert.deepEqual(told.identity, { service: "orders" });
    assert.deepEqual(told.hooks, [
      { phase: "close", hook: "database", timeoutMs: 3_000 },
      { phase: "flush", hook: "logs" },
    ]);
    assert.equal(told.reserves.closeMs, 3_000);
    assert.deepEqual(told.probes, { live: ["/livez"], ready: ["/up"], started: ["/startupz"] });
    assert.deepEqual(told.signals, {
      SIGTERM: "shutdown",
      SIGINT: "shutdown",
      SIGHUP: "ignore",
      SIGQUIT: "dump",
    });
    assert.equal(told.terminationGracePeriodSeconds, 23);
  });

  it("tells the ports of the probes' own, where nobody else answers", async () => {
    const life = new Lifecycle();
    const port = await freePort();
    await serveProbes(life, { port, hostname: "127.0.0.1", ready: "/ready" });
    probes(life, { ready: "/up" });

    assert.deepEqual(describe(life).probes, {
      live: ["/livez"],
      ready: ["/ready", "/up"],
      started: ["/startupz"],
      ports: { "/ready": [port] },
    });
    await life.shutdown();
  });

  it("tells no port that the system picks anew each time", async () => {
    const life = new Lifecycle();
    await serveProbes(life, { port: 0, hostname: "127.0.0.1" });

    assert.equal(describe(life).probes?.ports, undefined);
    await life.shutdown();
  });

  it("tells that SIGHUP reloads as long as there is something to reload", () => {
    const life = new Lifecycle();
    const attachment = attach(life, fakePlatform());
    const told = (): string | undefined => describe(life).signals?.["SIGHUP"];
    assert.equal(told(), "shutdown");

    const release = attachment.onReload("configuration", () => {});

    assert.equal(told(), "reload");
    release();
    assert.equal(told(), "shutdown");
  });

  it("takes what was said of SIGHUP for more than a hook that reloads", () => {
    const life = new Lifecycle();
    const attachment = attach(life, fakePlatform(), { signals: { SIGHUP: "shutdown" } });

    attachment.onReload("configuration", () => {});

    assert.equal(describe(life).signals?.["SIGHUP"], "shutdown");
  });

  it("asks for as much as an extension may take", () => {
    const life = new Lifecycle({ graceMs: 10_000, maxGraceMs: 60_000 });

    assert.equal(describe(life).terminationGracePeriodSeconds, 62);
  });

  it("survives JSON, whatever has no end", () => {
    const life = new Lifecycle({ longLivedMs: Infinity });
    life.onAnnounce("deregister", () => {}, { timeoutMs: Infinity });

    const told = describe(life);

    assert.deepEqual(JSON.parse(JSON.stringify(told)), told);
    assert.equal(told.longLivedMs, 25_000);
  });

  it("is a snapshot, also when the life is over", async () => {
    const life = new Lifecycle({ graceMs: 5_000 });
    const before = describe(life);
    await life.shutdown();

    assert.deepEqual(describe(life), before);
  });
});
