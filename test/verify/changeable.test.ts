// The whole way, from the probe on: nothing of what differs each time may be held against a service.
import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { it } from "node:test";
import { verify } from "../../src/verify/verify.ts";
import { foundOf } from "./judging.ts";

const SERVER = join(import.meta.dirname, "controls", "changeable.ts");

it("passes: a service that says something else each time", async () => {
  const { routes, scenarios } = await verify({
    command: [process.execPath, SERVER],
    startMs: 30_000,
    scenarios: ["slow-requests", "readiness", "output"],
    routes: { slow: { path: "/slow" } },
  });

  const verdicts = Object.fromEntries(scenarios.map(({ id, verdict }) => [id, verdict]));
  const told = scenarios.map(foundOf).join("\n");
  assert.equal(routes.find(({ kind }) => kind === "ready"), undefined);
  assert.deepEqual(
    verdicts,
    { "slow-requests": "pass", readiness: "unjudged", output: "pass" },
    told,
  );
});
