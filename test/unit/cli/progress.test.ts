import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Board, judgedLine } from "../../../src/cli/progress/board.ts";
import { showProgress } from "../../../src/cli/progress/mod.ts";
import { Screen } from "../../../src/cli/progress/screen.ts";
import { sampleResult } from "../picture/sample.ts";
import { handOutput, handWorld } from "./hand-world.ts";

const [PASSED, FAILED] = sampleResult().scenarios;
const UP = "\u001b[2A\r\u001b[J";

describe("Board", () => {
  it("has a line for each scenario that is being run: stage, and what is open", () => {
    const board = new Board(0);
    board.take({ kind: "probed", routes: [], scenarios: 29 });
    board.take({ kind: "started", scenario: "crowd", round: 2 });
    board.take({ kind: "stage", scenario: "crowd", text: "SIGTERM is sent" });
    board.take({ kind: "open", scenario: "crowd", connections: 1, requests: 1_200, answered: 7 });

    assert.deepEqual(board.lines(3_200), [
      "0 of 29 scenarios, 3 s",
      "  crowd (round 2): 1 connection, 1 200 requests open, 7 over; SIGTERM is sent",
    ]);
  });

  it("forgets a scenario that was judged", () => {
    assert.ok(PASSED);
    const board = new Board(0);
    board.take({ kind: "probed", routes: [], scenarios: 4 });
    board.take({ kind: "started", scenario: PASSED.id, round: 1 });

    board.take({ kind: "judged", result: PASSED });

    assert.deepEqual(board.lines(0), ["1 of 4 scenarios, 0 s"]);
    assert.equal(board.place, "1/4");
  });

  it("says which routes answer, and how fast", () => {
    const { routes } = sampleResult();

    assert.equal(
      new Board(0).take({ kind: "probed", routes, scenarios: 1 }),
      "It answers: slow /slow (600 ms)",
    );
  });
});

describe("Board of a service without a route", () => {
  it("says how it answers all the same", () => {
    const probed = { kind: "probed", routes: [], scenarios: 1, rootStatus: 500 } as const;

    assert.equal(new Board(0).take(probed), "Routes: none; / answers 500");
  });
});

describe("Board of a service with a port of its own", () => {
  it("says that one runs at a time", () => {
    assert.equal(
      new Board(0).take({ kind: "elsewhere", port: 3_000 }),
      "It listens on port 3000, not on that in PORT: one runs at a time",
    );
  });
});

describe("judgedLine", () => {
  it("says the worst of what was found, or when it was gone", () => {
    assert.ok(PASSED && FAILED);

    assert.match(judgedLine(FAILED), /^Slow requests: 2 of 51 requests \(slow\) lost/);
    assert.equal(judgedLine(PASSED), "Idle exit: gone after 720 ms");
  });
});

describe("Screen", () => {
  it("keeps what is alive below what was printed, and takes it away at the end", () => {
    const output = handOutput(80);
    const screen = new Screen(output);

    screen.show(["one", "two"]);
    screen.print("", "done");
    screen.show(["three", "four"]);
    screen.clear();
    screen.clear();

    assert.equal(output.text, `one\ntwo\n${UP}done\nthree\nfour\n${UP}`);
  });

  it("cuts what is too wide for the terminal, or it would break into two lines", () => {
    const output = handOutput(50);

    new Screen(output).show(["x".repeat(60), "a\nb"]);

    assert.deepEqual(output.text.split("\n"), [`${"x".repeat(48)}…`, "a b", ""]);
  });

  it("keeps to a narrow terminal, and takes one that knows no size for a usual one", () => {
    const [narrow, unknown] = [handOutput(30), handOutput(0)];

    new Screen(narrow).show(["x".repeat(60)]);
    new Screen(unknown).show(["x".repeat(60)]);

    assert.equal(narrow.text, `${"x".repeat(28)}…\n`);
    assert.equal(unknown.text, `${"x".repeat(60)}\n`);
  });

  it("prints whole lines only where there is no terminal", () => {
    const output = handOutput();
    const screen = new Screen(output);

    screen.show(["alive"]);
    screen.print("", "x".repeat(200));
    screen.clear();

    assert.equal(output.text, `${"x".repeat(200)}\n`);
  });

  it("lets nothing through that commands a terminal", () => {
    for (const width of [undefined, 80]) {
      const output = handOutput(width);
      new Screen(output).print("", "a\u001b]0;b\u0007c\u009bd");

      assert.equal(output.text, "a\ufffd]0;b\ufffdc\ufffdd\n");
    }
  });
});

describe("showProgress", () => {
  it("prints a line for each verdict, and never on stdout", () => {
    assert.ok(FAILED);
    const world = handWorld();
    const live = showProgress(world);

    live.onProgress({ kind: "probing" });
    live.onProgress({ kind: "probed", routes: [], scenarios: 4 });
    live.onProgress({ kind: "started", scenario: "slow-requests", round: 1 });
    live.onProgress({ kind: "judged", result: FAILED });
    live.end();

    assert.match(
      world.stderr.text,
      /\nRoutes: none\n1\/4 FAIL {2}Slow requests/,
    );
    assert.equal(world.stdout.text, "");
  });

  it("leaves to the report what was never started", () => {
    const unjudged = sampleResult().scenarios.at(-1);
    assert.equal(unjudged?.verdict, "unjudged");
    const world = handWorld();
    const live = showProgress(world);

    live.onProgress({ kind: "probed", routes: [], scenarios: 1 });
    live.onProgress({ kind: "judged", result: unjudged });
    live.end();

    assert.equal(world.stderr.text, "Routes: none\n");
  });

  it("leaves a terminal without a live line", () => {
    assert.ok(FAILED);
    const world = handWorld("", {}, 80);
    const live = showProgress(world);

    live.onProgress({ kind: "probed", routes: [], scenarios: 1 });
    live.onProgress({ kind: "started", scenario: "crowd", round: 1 });
    live.end();

    assert.ok(world.stderr.text.endsWith("\r\u001b[J"), JSON.stringify(world.stderr.text));
  });
});
