import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { culpritOf } from "../../../../src/verify/judge/launcher.ts";
import { isTraceLine } from "../../../../src/verify/judge/stack-trace.ts";
import type { ProcessRecord, RunRecord } from "../../../../src/verify/result.ts";
import { children } from "../../../../src/verify/scenario/children.ts";
import { dependencyFrozen } from "../../../../src/verify/scenario/dependency-frozen.ts";
import { dependencyRefused } from "../../../../src/verify/scenario/dependency-refused.ts";
import { dependencyReset } from "../../../../src/verify/scenario/dependency-reset.ts";
import { exitCodeTruth } from "../../../../src/verify/scenario/exit-code.ts";
import { freezeQuery } from "../../../../src/verify/scenario/freeze-query.ts";
import { freeze } from "../../../../src/verify/scenario/freeze.ts";
import { output } from "../../../../src/verify/scenario/output.ts";
import type { Scenario } from "../../../../src/verify/scenario/scenario.ts";
import { starved } from "../../../../src/verify/scenario/starved.ts";
import type { Settings } from "../../../../src/verify/settings.ts";
import {
  endedWith,
  handRecord,
  handSettings,
  KILLED,
  request,
  withRequests,
} from "./hand-record.ts";

/** `severity CODE` of each finding. */
function found(
  scenario: Scenario,
  seen: Partial<RunRecord>,
  earlier: readonly RunRecord[] = [],
  settings: Partial<Settings> = {},
): readonly string[] {
  const findings = scenario.judge(handRecord(seen), handSettings(settings), earlier);
  return findings.map(({ severity, code }) => `${severity} ${code}`);
}

describe("freeze, freeze-query and starved", () => {
  const all = [[freeze, "slow"], [freezeQuery, "query"], [starved, "slow"]] as const;
  for (const [scenario, lane] of all) {
    it(`${scenario.id} passes when all is answered, and finds what is not`, () => {
      const one = (kind: "answered" | "lost" | "cut" | "refused"): Partial<RunRecord> =>
        withRequests(request(lane, { class: kind }));

      assert.deepEqual(found(scenario, one("answered")), []);
      assert.deepEqual(found(scenario, one("lost")), ["fault LOST"]);
      assert.deepEqual(found(scenario, one("cut")), ["fault CUT"]);
      assert.deepEqual(found(scenario, one("refused")), ["fault REFUSED"]);
      assert.deepEqual(found(scenario, KILLED), ["fault LATE_EXIT"]);
      assert.deepEqual(found(scenario, endedWith(1)), ["fault EXIT_CODE"]);
    });
  }

  it("starved says what the machine did not permit", () => {
    const facts = { starvedBy: ["niceness 19"], notPermitted: ["20 % of a processor (cgroup)"] };
    assert.deepEqual(found(starved, { facts }), ["note PARTLY_STARVED"]);
    assert.deepEqual(found(starved, { facts: { ...facts, notPermitted: [] } }), []);
  });
});

describe("dependency-frozen, -refused and -reset", () => {
  const answered = withRequests(request("query", { class: "answered", status: 502 }));
  const lost = withRequests(request("query", { class: "lost" }));

  it("take any answer and any code for honest", () => {
    for (const scenario of [dependencyFrozen, dependencyRefused, dependencyReset]) {
      assert.deepEqual(found(scenario, answered), []);
      assert.deepEqual(found(scenario, { ...answered, ...endedWith(1) }), []);
      assert.deepEqual(found(scenario, { ...answered, ...KILLED }), ["fault LATE_EXIT"]);
    }
  });

  it("find a request without an answer: a fault, where the service was told", () => {
    assert.deepEqual(found(dependencyRefused, lost), ["fault UNANSWERED"]);
    assert.deepEqual(found(dependencyReset, lost), ["fault UNANSWERED"]);
    assert.deepEqual(found(dependencyFrozen, lost), ["shortcoming UNANSWERED"]);
  });

  it("say what they need", () => {
    const query = {
      kind: "query",
      method: "GET",
      path: "/query",
      headers: {},
      status: 200,
      tookMs: 5,
    } as const;
    const needs = (settings: Partial<Settings>): string =>
      dependencyReset.needs(handSettings(settings)) ?? "";
    const dependency = (value: string) => ({ variable: "DATABASE_URL", value });

    assert.match(needs({}), /--dependency/);
    assert.match(needs({ dependency: dependency("db:5432") }), /--route query=/);
    const several = dependency("mongodb://a:1,b:2");
    assert.match(needs({ routes: { query }, dependency: several }), /several hosts/);
    assert.equal(needs({ routes: { query }, dependency: dependency("db:5432") }), "");
  });
});

describe("output", () => {
  const control = (variant: string, lastLine: string): RunRecord =>
    handRecord({ variant, facts: { lines: 1_203, lastLine } });
  const usual = [
    control("read at once", "closed after 12 ms"),
    control("read at once again", "closed after 1.5 s"),
  ];
  const late = (lines: number, lastLine: string | null, variant = "read late"): readonly string[] =>
    found(output, { variant, facts: { lines, lastLine } }, usual);

  it("passes when the same has arrived, but for what is counted", () => {
    assert.deepEqual(late(1_203, "closed after 1507 ms"), []);
    assert.deepEqual(late(1_204, "closed after 1507 ms"), []);
    assert.deepEqual(late(1_203, "closed after 1.507 s"), []);
  });

  it("takes what two runs say differently for no evidence", () => {
    const ids = ["5xk2a", "abcde"].map((id, at) =>
      control(at === 0 ? "read at once" : "read at once again", `{"msg":"stopped","id":"${id}"}`)
    );
    const ended = (lastLine: string, lines = 1_203): readonly string[] =>
      found(output, { variant: "read late", facts: { lines, lastLine } }, ids);

    assert.deepEqual(ended('{"msg":"stopped","id":"q8"}'), []);
    assert.deepEqual(ended('{"msg":"stopped","id":"q8'), ["fault OUTPUT_CUT"]);
    assert.deepEqual(ended('{"msg":"stopping","id":"q8"}'), ["fault OUTPUT_CUT"]);
    assert.deepEqual(ended('{"msg":"stopped","id":"q8"}', 1_202), ["fault OUTPUT_CUT"]);
  });

  it("finds lines that are missing, and an end in other words", () => {
    assert.deepEqual(late(700, "line 700"), ["fault OUTPUT_CUT"]);
    assert.deepEqual(late(1_203, "clos"), ["fault OUTPUT_CUT"]);
    assert.deepEqual(late(0, null), ["fault OUTPUT_CUT"]);
    assert.deepEqual(late(0, null, "read late from a full pipe"), ["shortcoming OUTPUT_CUT"]);
  });

  it("finds an end in the middle of a line, though one that was read at once was cut as well", () => {
    const ended = (lines: number, lastLine: string, isTorn: boolean): Partial<RunRecord> => ({
      variant: "read at once",
      facts: { lines, lastLine, isTorn },
    });
    const whole = handRecord(ended(2_001, "bye", false));
    const cut = handRecord(ended(592, "line 591", true));
    const late = { ...ended(592, "line 591", true), variant: "read late" };

    assert.deepEqual(found(output, late, [whole, cut]), ["fault OUTPUT_CUT"]);
    assert.deepEqual(found(output, late, [cut, cut]), []);
  });

  it("holds the service to what it says its last line is", () => {
    const first = { variant: "read at once", facts: { lines: 1, lastLine: "bye" } };
    assert.deepEqual(found(output, first, [], { lastLine: "^bye$" }), []);
    assert.deepEqual(found(output, first, [], { lastLine: "^closed" }), ["fault LAST_LINE"]);
  });
});

describe("children", () => {
  const one = (seen: Partial<ProcessRecord>): ProcessRecord => ({
    pid: 7,
    parent: 1,
    command: "worker",
    listens: false,
    orphaned: false,
    ...seen,
  });

  it("finds who is left behind", () => {
    assert.deepEqual(found(children, { processes: [one({}), one({ pid: 8 })] }), []);
    const left = { processes: [one({}), one({ pid: 8, orphaned: true })] };
    assert.deepEqual(found(children, left), ["fault ORPHANED"]);
  });
});

describe("exit-code", () => {
  const chain = ["npm start", "sh -c node server.js", "node server.js"];
  const started = { variant: "the started process is signalled" } as const;
  const server = { variant: "the server itself is signalled" } as const;

  it("passes a server that was started directly, and ends with 0", () => {
    assert.deepEqual(
      found(exitCodeTruth, { ...started, facts: { chain: ["node server.js"] } }),
      [],
    );
    assert.deepEqual(found(exitCodeTruth, { ...server, facts: { chain: ["node server.js"] } }), []);
  });

  it("says that it could not see who serves", () => {
    assert.deepEqual(found(exitCodeTruth, { ...started, facts: { chain: [] } }), [
      "note SERVER_UNSEEN",
    ]);
  });

  it("passes a launcher that passes the signal on, waits and ends with the same code", () => {
    const facts = { chain, serverLivedOn: false, serverEnded: true };
    assert.deepEqual(found(exitCodeTruth, { ...started, facts }), []);
    const own = { chain, serverCode: 0, startedEnded: true };
    assert.deepEqual(found(exitCodeTruth, { ...server, facts: own }), []);
  });

  it("names who ended without passing the signal on, or without waiting", () => {
    const facts = { chain, serverLivedOn: true, serverEnded: false, culprit: chain[1] ?? "" };
    const record = handRecord({ ...started, facts, ...endedWith(null, "SIGTERM") });
    const [finding] = exitCodeTruth.judge(record, handSettings(), []);

    assert.equal(finding?.code, "SIGNAL_SWALLOWED");
    assert.match(finding?.what ?? "", /^npm, by the shell of its script \(sh -c node server\.js\)/);
    assert.match(finding?.advice ?? "", /CMD/);
    const waited = { ...facts, serverEnded: true };
    assert.deepEqual(found(exitCodeTruth, { ...started, facts: waited }), ["fault NOT_WAITED_FOR"]);
  });

  it("finds a code that was changed on its way", () => {
    const own = (serverCode: number): Partial<RunRecord> => ({
      ...server,
      facts: { chain, serverCode, startedEnded: true },
    });
    assert.deepEqual(found(exitCodeTruth, own(7)), ["fault EXIT_CODE_CHANGED"]);
    assert.deepEqual(found(exitCodeTruth, { ...own(0), ...endedWith(1) }), [
      "fault EXIT_CODE_CHANGED",
    ]);
    assert.deepEqual(found(exitCodeTruth, { ...own(7), ...endedWith(7) }), []);
    const killed = endedWith(null, "SIGTERM");
    assert.deepEqual(found(exitCodeTruth, { ...own(143), ...killed }), []);
  });

  it("finds a launcher that took the signal for itself, and one that lives on alone", () => {
    const earlier = [handRecord({ ...started, ...KILLED })];
    const own = { ...server, facts: { chain, serverCode: 0, startedEnded: true } };
    assert.deepEqual(found(exitCodeTruth, own, earlier), ["fault SIGNAL_SWALLOWED"]);
    const alone = { ...server, facts: { chain, serverCode: 0, startedEnded: false } };
    assert.deepEqual(found(exitCodeTruth, alone), ["fault LAUNCHER_LIVES_ON"]);
    const supervised = { ...server, facts: { ...alone.facts, servesOn: true } };
    assert.deepEqual(found(exitCodeTruth, supervised), []);
  });
});

describe("culpritOf()", () => {
  const NAMES: readonly (readonly [command: string, name: string])[] = [
    ["npm start", "npm"],
    ["npm run start:prod", "npm"],
    ["node /usr/lib/node_modules/npm/bin/npm-cli.js start", "npm"],
    ["/usr/bin/node /usr/bin/pnpm start", "pnpm"],
    ["node /opt/yarn/bin/yarn.js start", "yarn"],
    ["sh -c node a; node b", "a shell"],
    ["/bin/bash ./start.sh", "a shell"],
    ["bun run start", "bun run"],
    ["/opt/deno task start", "deno task"],
    ["node --run start", "node --run"],
    ["node --watch server.js", "a watcher"],
  ];
  for (const [command, name] of NAMES) {
    it(`calls "${command}" ${name}`, () => {
      assert.equal(culpritOf(command).name, `${name} (${command})`);
      assert.notEqual(culpritOf(command).advice, "");
    });
  }

  it("calls what it does not know by its command", () => {
    assert.equal(culpritOf("node /app/shell-server.js").name, "node /app/shell-server.js");
    assert.equal(culpritOf("supervisord -n").name, "supervisord -n");
  });
});

describe("isTraceLine()", () => {
  const TRACES = [
    "    at close (file:///app/server.ts:3:1)",
    "    at async Promise.all (index 0)",
    "\tat com.example.Server.stop(Server.java:42)",
    "   at Example.Server.Stop() in /app/Server.cs:line 3",
    "Traceback (most recent call last):",
    "goroutine 1 [running]:",
    "thread 'main' panicked at src/main.rs:3:5:",
    "\tfrom server.rb:3:in `stop'",
    "#0 /app/index.php(3): stop()",
  ];
  for (const line of TRACES) {
    it(`knows ${JSON.stringify(line)}`, () => assert.ok(isTraceLine(line)));
  }

  const OTHERS = [
    "listening at http://localhost:3000",
    "  at rest",
    "closed",
    "at 3 o'clock (now)",
  ];
  for (const line of OTHERS) {
    it(`lets pass ${JSON.stringify(line)}`, () => assert.ok(!isTraceLine(line)));
  }
});
