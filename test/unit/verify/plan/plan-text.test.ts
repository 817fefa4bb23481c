import assert from "node:assert/strict";
import { it } from "node:test";
import { planText } from "../../../../src/verify/plan/plan-text.ts";
import { parsePlan } from "../../../../src/verify/plan/read-plan.ts";
import { settingsOf } from "../../../../src/verify/plan/settings-of.ts";
import { SCENARIOS } from "../../../../src/verify/scenario/mod.ts";
import type { Route, RouteKind } from "../../../../src/verify/settings.ts";

function route(kind: RouteKind, more: Partial<Route>): Route {
  return { kind, path: `/${kind}`, method: "GET", headers: {}, status: 200, tookMs: 12, ...more };
}

it("writes a plan that reads back as what it was made of", () => {
  const plan = {
    command: ["node", "server.js"],
    graceMs: 7_000,
    environment: { A: "1" },
    dependency: { variable: "DB", value: "user:secret@host:1" },
    lastLine: "^bye$",
  };
  const routes = {
    slow: route("slow", { tookMs: 1_002 }),
    upload: route("upload", { method: "PUT", headers: { Accept: "*/*" } }),
  };

  const text = planText({
    settings: { ...settingsOf(plan), routes },
    scenarios: SCENARIOS.slice(0, 2),
  });
  const back = parsePlan(text, "read it back");

  assert.match(text, /slow: \/slow # 200, 1002 ms/);
  assert.doesNotMatch(text, /secret/);
  assert.deepEqual(back.command, plan.command);
  assert.deepEqual([back.graceMs, back.lastLine], [7_000, "^bye$"]);
  assert.deepEqual(back.dependency, { variable: "DB" });
  assert.deepEqual(back.scenarios, SCENARIOS.slice(0, 2).map(({ id }) => id));
  assert.deepEqual([back.routes?.slow, back.routes?.fast], ["/slow", null]);
  assert.deepEqual(back.routes?.upload, {
    path: "/upload",
    method: "PUT",
    headers: { Accept: "*/*" },
  });
});
