import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Hono } from "hono";
import { quiesce } from "../../../adapters/hono/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";

describe("probes of the middleware", () => {
  it("ask for what the service depends on, and count nobody who asks", async () => {
    const life = new Lifecycle();
    const database = Promise.withResolvers<never>();
    const checks = { database: () => database.promise };
    const app = new Hono().use(quiesce(life, { probes: { checks, reasons: true } }));
    life.ready();

    const asked = app.request("/readyz");
    const { inFlight } = life.gate;
    database.reject(new Error("away"));
    const ready = await asked;
    const live = await app.request("/livez");

    assert.equal(inFlight, 0);
    assert.deepEqual([ready.status, live.status], [503, 200]);
    assert.deepEqual(await ready.json(), {
      ready: false,
      state: "ready",
      checks: { database: "failed" },
      reasons: { database: "away" },
    });
  });

  it("fail at once by checks that mean nothing", () => {
    const wrong = { checks: { database: { check() {}, affects: ["live"] } } } as never;

    assert.throws(() => quiesce(new Lifecycle(), { probes: wrong }), { code: "BAD_OPTION" });
  });
});
