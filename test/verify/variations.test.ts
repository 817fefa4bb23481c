// What is unusual is not wrong.
import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import type { Route, RouteKind, Settings } from "../../src/verify/settings.ts";
import type { Variation } from "./careful/settings.ts";
import { CAREFUL, foundOf, judge, type Judging, SETTINGS } from "./judging.ts";

const SCENARIO_IDS = [
  "slow-requests",
  "idle-keep-alive",
  "streams",
  "uploads",
  "pipelining",
];
const WORDLESS: readonly RouteKind[] = ["fast", "slow", "upload", "ready", "query", "crash"];

describe("controls", { concurrency: 3 }, () => {
  for (const name of ["big", "chunked", "late", "lower-case"] as const) {
    passes(`a server that is ${name}`, { scenarios: SCENARIO_IDS, ...variation(name) });
  }
  passes("answers without a body", {
    scenarios: SCENARIO_IDS,
    ...variation("no-content"),
    settings: { routes: { ...SETTINGS.routes, ...wordless() } },
  });
  passes("a server that ends each connection after one answer", {
    scenarios: SCENARIO_IDS.filter((id) => id !== "idle-keep-alive"),
    ...variation("one-request"),
  });
  passes("a server that knows no delay", {
    scenarios: [...SCENARIO_IDS, "web-socket", "server-sent-events"],
    environment: { DELAY_MS: "0" },
  });
  passes("a server that says of each connection at once that it closes", {
    scenarios: ["pipelining", "slow-requests"],
    ...variation("closes-early"),
  });
  passes("a server that takes connections slowly, from a short queue", {
    scenarios: ["crowd"],
    environment: { DELAY_MS: "1500", VARIATION: "takes-slowly" },
    settings: { delayMs: 1_500, load: { ...SETTINGS.load, crowd: 400 } },
  });
  passes("a shell that gives its place to the server", {
    scenarios: ["exit-code", "children", "signal-burst"],
    settings: { command: ["sh", "-c", `exec "${process.execPath}" "${CAREFUL}"`] },
  });
  passes("a supervisor that replaces its workers", {
    scenarios: ["idle-exit", "exit-code", "children"],
    settings: other("prefork.ts"),
  });
  it("takes an end by the signal itself, after the cleanup, for a shortcoming", async () => {
    const results = await judge({
      scenarios: ["idle-exit", "slow-requests"],
      settings: other("reraise.ts"),
    });

    const codes = results.map(({ findings }) => [...new Set(findings.map(({ code }) => code))]);
    const told = results.map(foundOf).join("\n");
    assert.deepEqual(codes, [["EXIT_CODE"], ["EXIT_CODE"]], told);
    assert.deepEqual(results.map(({ verdict }) => verdict), ["weak", "weak"], told);
  });
  passes("an interrupt in the place of a termination", {
    scenarios: ["slow-requests", "second-signal", "third-signal", "signal-during-start"],
    settings: { signal: "SIGINT" },
  });
});

function passes(title: string, judging: Judging): void {
  it(`passes: ${title}`, async () => {
    const results = await judge(judging);

    assert.equal(results.length, judging.scenarios.length);
    for (const result of results) {
      assert.equal(result.verdict, "pass", `${result.id}: ${foundOf(result)}`);
    }
  });
}

/** A server of another style, which knows but two routes. */
function other(file: string): Partial<Settings> {
  const { fast, slow } = SETTINGS.routes;
  const command = [process.execPath, join(import.meta.dirname, "controls", file)] as const;
  return {
    command: [...command],
    lastLine: "",
    routes: { ...(fast && { fast }), ...(slow && { slow }) },
  };
}

function variation(name: Variation): Pick<Judging, "environment"> {
  return { environment: { VARIATION: name } };
}

function wordless(): Settings["routes"] {
  const routes = WORDLESS.map((kind) => ({ ...SETTINGS.routes[kind], kind, status: 204 }));
  // SAFETY: each of these kinds is in the settings.
  return Object.fromEntries(routes.map((route) => [route.kind, route as Route]));
}
