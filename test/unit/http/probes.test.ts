import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { exemptPathsOf, type ProbeHandler, probes } from "../../../src/http/mod.ts";

function statuses(probe: ProbeHandler): (number | undefined)[] {
  return ["/livez", "/readyz", "/startupz"].map((path) => statusOf(probe, path));
}

function statusOf(probe: ProbeHandler, path: string): number | undefined {
  return probe(new Request(`http://localhost${path}`))?.status;
}

describe("probes", () => {
  it("tells a start, a life and its end", async () => {
    const life = new Lifecycle();
    const probe = probes(life);
    const seen: Record<string, unknown> = { starting: statuses(probe) };
    life.onAnnounce("look", () => void (seen["announcing"] = statuses(probe)));
    life.onClose("look", () => void (seen["closing"] = statuses(probe)));

    life.ready();
    seen["ready"] = statuses(probe);
    await life.shutdown("test");
    seen["stopped"] = statuses(probe);

    assert.deepEqual(seen, {
      starting: [200, 503, 503],
      ready: [200, 200, 200],
      announcing: [200, 503, 200],
      closing: [200, 503, 200],
      stopped: [503, 503, 200],
    });
  });

  it("answers nothing else", () => {
    const probe = probes(new Lifecycle());

    assert.equal(statusOf(probe, "/"), undefined);
    assert.equal(statusOf(probe, "/readyz/more"), undefined);
    assert.equal(statusOf(probe, "/readyz?verbose"), 503);
  });

  it("takes other paths, and makes them exempt", () => {
    const life = new Lifecycle();

    const probe = probes(life, { ready: "/ready" });

    assert.equal(statusOf(probe, "/ready"), 503);
    assert.equal(statusOf(probe, "/readyz"), undefined);
    assert.deepEqual([...exemptPathsOf(life)], ["/livez", "/ready", "/startupz"]);
  });

  it("says the state as JSON, is not cached, and lets go of connections when it leaves", async () => {
    const life = new Lifecycle();
    const probe = probes(life);
    life.ready();
    life.pause();

    const response = probe(new Request("http://localhost/readyz"));

    assert.deepEqual(await response?.json(), { ready: false, state: "announcing" });
    assert.equal(response?.headers.get("cache-control"), "no-store");
    assert.equal(response?.headers.get("connection"), "close");
  });
});
