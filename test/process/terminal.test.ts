// What people see on a terminal while a program ends: judged by the screen of a terminal emulator
// behind a real pseudo-terminal, with a shell whose prompt comes next.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commandOf, type RuntimeName, RUNTIMES } from "../conformance/subject.ts";
import { PROMPT, PseudoTerminal, type Start } from "./pseudo-terminal.ts";

const CTRL_C = "\u{3}";
const ESCAPE = "\u{1b}";
const OPTIONS = { timeout: 120_000, concurrency: false };

/** A path that would clear the screen, name the window and go to another row, if it could. */
const NASTY = "GET /\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}3A\r\n日本語/e\u{301}/👨‍👩‍👧";

for (const runtime of RUNTIMES) {
  describe(`the view of a shutdown on ${runtime}`, OPTIONS, () => {
    it("shows what is open and what Ctrl-C does next, and is gone after the third", async () => {
      await withTerminal(runtime, { env: { TASKS: "9" } }, async (terminal) => {
        terminal.press(CTRL_C);
        await terminal.shows(
          /^quiesce: draining {2}\[#+-*\] {2}\d+ s of 60 s left$/,
          /^ {2}GET \/orders\/42 {2}\d+ s$/,
          /^ {2}\/worker-\d {2}\d+ s$/,
          /^ {2}and 6 more$/,
          /^press Ctrl-C again to cut what is open and hurry$/,
        );
        terminal.press(CTRL_C);
        await terminal.shows(
          /^quiesce: draining, in a hurry/,
          /^press Ctrl-C again to end at once$/,
        );
        terminal.press(CTRL_C);

        assert.equal(await terminal.end(), 130);
        const lines = terminal.lines();
        assert.deepEqual(lines.slice(0, 5), [
          "ready",
          "^C",
          "^C",
          "^C",
          "quiesce: ended at once by SIGINT, with this open:",
        ]);
        assertLeft(terminal);
      });
    });

    it("leaves room for what is printed, and follows the width", async () => {
      await withTerminal(runtime, { env: { REQUEST: NASTY } }, async (terminal) => {
        terminal.press(CTRL_C);
        await terminal.shows(/draining/, /Ctrl-C/);
        await terminal.order("print", "printed");
        await terminal.shows(/^printed$/, /draining/);
        await terminal.order("write", "be");
        await terminal.shows(/^be$/, /draining/);
        await terminal.order("write", "gun\n");
        await terminal.shows(/^begun$/, /draining/);
        terminal.resize(20, 10);
        await terminal.shows(
          /^quiesce: draining$/,
          /^ {2}GET .{1,8}… {2}\d+ s$/,
          /^ {2}hook d.{1,8}… {2}\d+ s$/,
          /^Ctrl-C again: hurry$/,
        );
        assert.ok(terminal.lines().every((line) => line.length < 20), terminal.seen());
        terminal.resize(60, 24);
        await terminal.shows(
          /60 s left$/,
          /GET \/�\[2J�\]0;x��3A��日本語\/e\u0301\/.* {2}\d+ s$/,
          /^press Ctrl-C/,
        );
        await terminal.order("finish");

        assert.equal(await terminal.end(), 0);
        const [ready, key, printed, begun, report = ""] = terminal.lines();
        assert.deepEqual([ready, key, printed, begun], ["ready", "^C", "printed", "begun"]);
        assert.match(report, /^quiesce: stopped in /);
        assertLeft(terminal);
      });
    });

    it("ends although the terminal takes nothing any more", async () => {
      await withTerminal(runtime, { env: { REPORT: "false" } }, async (terminal) => {
        terminal.press(CTRL_C);
        await terminal.shows(/draining/);
        await terminal.stall();
        await terminal.order("finish");
        await terminal.gone();
        terminal.resume();

        await terminal.end();
        assertNoModes(terminal);
      });
    });

    it("is gone when the program crashes", async () => {
      await withTerminal(runtime, { env: { FAULTS: "false" } }, async (terminal) => {
        terminal.press(CTRL_C);
        await terminal.shows(/draining/);
        await terminal.order("crash");

        assert.equal(await terminal.end(), 1);
        assert.match(terminal.seen(), /crashed on purpose/);
        assertLeft(terminal);
      });
    });
  });
}

describe("the view of a shutdown", OPTIONS, () => {
  for (const runtime of ["node24", "deno", "bun"] as const) {
    it(`is gone when the program exits in the middle, on ${runtime}`, async () => {
      await withTerminal(runtime, {}, async (terminal) => {
        terminal.press(CTRL_C);
        await terminal.shows(/draining/);
        await terminal.order("exit");

        assert.equal(await terminal.end(), 3);
        assert.deepEqual(terminal.lines(), ["ready", "^C", PROMPT]);
        assertLeft(terminal);
      });
    });
  }

  it("loses nothing that a child of the program prints into it", async () => {
    await withTerminal("node24", {}, async (terminal) => {
      terminal.press(CTRL_C);
      await terminal.shows(/draining/, /press/);
      await terminal.order("child", "one\\ntwo\\nthree\\n");
      await terminal.shows(/^three/, /draining/);
      await terminal.order("finish");

      assert.equal(await terminal.end(), 0);
      const firsts = terminal.lines().map((line) =>
        /^(\^C|one|two|three|quiesce|prompt)/.exec(line)
      );
      const words = firsts.map((match) => match?.[0]).filter((word) => word !== undefined);
      assert.deepEqual(words, ["^C", "one", "two", "three", "quiesce", "prompt"]);
    });
  });

  it("loses nothing in a terminal that breaks lines anew when it becomes narrower", async () => {
    await withTerminal("node24", { wraps: true, env: { TASKS: "3" } }, async (terminal) => {
      terminal.press(CTRL_C);
      await terminal.shows(/draining/, /press/);
      await terminal.order("print", "before");
      await terminal.shows(/^before$/, /draining/);
      terminal.resize(24, 24);
      await terminal.shows(/^Ctrl-C again to hurry$/);
      await terminal.order("print", "after");
      await terminal.shows(/^after$/, /^Ctrl-C again to hurry$/);
      await terminal.order("finish");

      assert.equal(await terminal.end(), 0);
      const known = terminal.lines().map((line) =>
        /^(\^C|before|after|quiesce: stop|prompt)/.exec(line)
      );
      const told = known.map((match) => match?.[0]).filter((word) => word !== undefined);
      assert.deepEqual(told, ["^C", "before", "after", "quiesce: stop", "prompt"], terminal.seen());
    });
  });

  it("has no colors under NO_COLOR, and has them otherwise", async () => {
    for (const [env, colored] of [[{ NO_COLOR: "1" }, false], [{}, true]] as const) {
      await withTerminal("node24", { env }, async (terminal) => {
        terminal.press(CTRL_C);
        await terminal.shows(/draining/);
        await terminal.order("finish");
        await terminal.end();

        assert.equal(commands(terminal).some((each) => each.endsWith("m")), colored);
      });
    }
  });

  const PLAIN: readonly (readonly [string, Partial<Start>])[] = [
    ["stderr is no terminal", { behind: "2>&1 | (trap '' INT; cat)" }],
    ["CI is set", { env: { CI: "true" } }],
    ["the terminal is dumb", { env: { TERM: "dumb" } }],
  ];
  for (const [when, start] of PLAIN) {
    it(`is a line for each phase when ${when}`, async () => {
      await withTerminal("node24", start, async (terminal) => {
        terminal.press(CTRL_C);
        await terminal.shows(/draining/);
        await terminal.order("finish");
        await terminal.end();

        const lines = terminal.lines().join("\n");
        assert.match(lines, /quiesce: announcing, 60 s of 60 s left/);
        assert.match(
          lines,
          /^quiesce: draining, \d+ s of 60 s left, open: GET \/orders\/42 \(\d+ s\)$/m,
        );
        assert.match(lines, /^quiesce: closing.*\nquiesce: flushing.*\nquiesce: stopped in/m);
        assert.ok(!terminal.raw.includes(ESCAPE), terminal.seen());
      });
    });
  }

  it("asks Deno for no permission", async () => {
    const names = "PORT,TASKS,REQUEST,GRACE_MS,FAULTS,REPORT";
    const [deno = ""] = commandOf("deno");
    const command = [deno, "run", "--allow-net", "--allow-read", `--allow-env=${names}`];
    await withTerminal("deno", { command }, async (terminal) => {
      terminal.press(CTRL_C);
      await terminal.shows(/draining/, /press Ctrl-C/);
      await terminal.order("print", "printed");
      await terminal.shows(/^printed$/, /draining/);
      await terminal.order("finish");

      assert.equal(await terminal.end(), 0);
      assert.doesNotMatch(terminal.raw, /Deno requests/);
      assertLeft(terminal);
    });
  });
});

/** Starts the program in a terminal, and ends both whatever happens. */
async function withTerminal(
  runtime: RuntimeName,
  start: Partial<Start>,
  run: (terminal: PseudoTerminal) => Promise<void>,
): Promise<void> {
  const terminal = await PseudoTerminal.start(runtime, { program: "terminal", ...start });
  try {
    await terminal.shows(/^ready$/);
    await run(terminal);
  } finally {
    await terminal.close();
  }
}

/** Nothing of the view is left, and the prompt is the only thing in its row, which is the last. */
function assertLeft(terminal: PseudoTerminal): void {
  const lines = terminal.lines();
  const left = lines.filter((line) =>
    /of \d+ s left|press Ctrl-C|and \d+ more$|did not end by itself/.test(line)
  );
  assert.deepEqual(left, [], terminal.seen());
  assert.equal(lines.at(-1), PROMPT, terminal.seen());
  assert.deepEqual(terminal.cursor(), { column: PROMPT.length, row: lines.length - 1 });
  assertNoModes(terminal);
}

/** No mode was changed, so none had to be restored: the cursor was never hidden. */
function assertNoModes(terminal: PseudoTerminal): void {
  assert.deepEqual(commands(terminal).filter((each) => /[hlr]$/.test(each)), []);
}

/** The control sequences that were written, without what introduces them. */
function commands({ raw }: PseudoTerminal): string[] {
  return raw.split(`${ESCAPE}[`).slice(1).map((text) => /^[ -?]*[@-~]/.exec(text)?.[0] ?? "");
}
