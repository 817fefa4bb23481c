import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { plain } from "../../../adapters/terminal/paint.ts";
import { drawing, ERASE } from "../../../adapters/terminal/screen.ts";
import type { Terminal } from "../../../adapters/terminal/terminal.ts";
import { View } from "../../../adapters/terminal/view.ts";
import { StopReason } from "../../../src/core/mod.ts";
import { type AttachedLife, attachedLife, stuck } from "../host/attached-life.ts";

/** A terminal that notes what is written to it. */
interface NotedTerminal extends Terminal {
  readonly written: string[];
  size: { columns: number; rows: number };
  isClosed: boolean;
}

interface Viewed extends AttachedLife {
  readonly terminal: NotedTerminal;
  readonly view: View;
}

function notedTerminal(): NotedTerminal {
  const terminal: NotedTerminal = {
    written: [],
    size: { columns: 60, rows: 24 },
    isClosed: false,
    columns: () => terminal.size.columns,
    rows: () => terminal.size.rows,
    write: (text) => void terminal.written.push(text),
    close: () => void (terminal.isClosed = true),
  };
  return terminal;
}

/** A life that has just been asked to end, and drains for long. */
async function viewed(signal = "SIGTERM"): Promise<Viewed> {
  const terminal = notedTerminal();
  const attached = attachedLife({ exit: true });
  const { clock, life, platform } = attached;
  life.spawn("worker", stuck);
  const begun = Promise.withResolvers<View>();
  life.on("shutdown.requested", ({ reason }) => {
    begun.resolve(new View(life, { terminal, paint: plain, rows: 6 }, reason));
  });
  platform.simulate(signal);
  await clock.advance(0);
  return { ...attached, terminal, view: await begun.promise };
}

describe("View", () => {
  it("writes nothing during the first 100 ms", async () => {
    const { clock, terminal, view } = await viewed();

    await clock.advance(99);
    const early = [...terminal.written];
    await clock.advance(1);
    view.close();

    assert.deepEqual(early, []);
    assert.equal(terminal.written.length, 2);
  });

  it("draws only what is new: a second that has passed, a size that has changed", async () => {
    const { clock, terminal, view } = await viewed();
    await clock.advance(1_000);
    const before = terminal.written.length;

    await clock.advance(1_000);
    const afterSecond = terminal.written.length;
    terminal.size = { columns: 61, rows: 24 };
    await clock.advance(100);
    view.close();

    // It looks ten times; the bar, the time that is left and the age change at moments of their own.
    assert.ok(afterSecond - before <= 5, `${afterSecond - before} frames in a second`);
    assert.ok(afterSecond > before);
    assert.equal(terminal.written.at(-1), ERASE);
  });

  it("says what the reason was, and then what Ctrl-C would do", async () => {
    const { clock, terminal, view } = await viewed("SIGTERM");

    await clock.advance(100);
    assert.match(terminal.written.at(-1) ?? "", /received SIGTERM/);
    await clock.advance(400);
    assert.match(terminal.written.at(-1) ?? "", /press Ctrl-C again to cut what is open/);
    view.close();
  });

  it("goes to a fresh line after each Ctrl-C, and not for other signals", async () => {
    const { clock, life, terminal, platform, view } = await viewed("SIGINT");
    life.onClose("database", stuck);
    assert.deepEqual(terminal.written, ["\r\n"]);
    await clock.advance(500);
    platform.simulate("SIGTERM");
    await clock.advance(500);
    assert.deepEqual(terminal.written.filter((text) => text === "\r\n"), ["\r\n"]);
    platform.simulate("SIGINT");
    view.close();

    assert.deepEqual(platform.ended, { code: 130, by: "exit" });
    assert.deepEqual(terminal.written.filter((text) => text === "\r\n"), ["\r\n", "\r\n"]);
  });

  it("erases itself before the program prints, and comes back", async () => {
    const { clock, terminal, view } = await viewed();
    await clock.advance(100);
    const erasedOf = (): number => terminal.written.filter((text) => text === ERASE).length;

    console.assert(true);
    const erased = erasedOf();
    console.assert(true);
    await clock.advance(100);
    const last = terminal.written.at(-1);
    view.close();

    assert.equal(erased, 1);
    assert.match(last ?? "", /draining/);
    assert.equal(erasedOf(), 2);
  });

  it("takes no more rows than the terminal has, and leaves one for the cursor", async () => {
    const { clock, terminal, view } = await viewed();
    terminal.size = { columns: 60, rows: 3 };

    await clock.advance(100);
    view.close();

    assert.equal(terminal.written[0]?.split("\r\n").length, 3);
  });

  it("leaves nothing behind when it is closed, twice", async () => {
    const { clock, terminal, view } = await viewed();
    await clock.advance(100);

    view.close();
    view.close();
    const count = terminal.written.length;
    console.assert(true);
    await clock.advance(1_000);

    assert.equal(terminal.written[count - 1], ERASE);
    assert.equal(terminal.written.length, count);
    assert.equal(terminal.isClosed, true);
  });

  it("knows the reason why it was hurried", async () => {
    const { clock, life, terminal, view } = await viewed();
    await clock.advance(600);

    void life.force(new StopReason("too slow", { kind: "call" }));
    await clock.advance(100);
    view.close();

    const frames = terminal.written.join("\n");
    assert.match(frames, /draining, in a hurry/);
    assert.match(frames, /press Ctrl-C twice to end at once/);
  });
});

describe("drawing", () => {
  it("makes room, draws below the cursor, and leaves the cursor where it was", () => {
    const text = drawing(["one", "two"]);

    assert.equal(text, "\u{1b}[J\u{1b}D\u{1b}D\u{1b}[2A\u{1b}7\r\none\r\ntwo\u{1b}8");
  });

  it("erases when there is nothing to show", () => {
    assert.equal(drawing([]), ERASE);
  });
});
