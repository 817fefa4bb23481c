import type { Lifecycle, Release, StopReason } from "../../src/core/mod.ts";
import { Progress, stepsOf } from "../../src/host/mod.ts";
import { beforeEnd } from "./before-end.ts";
import { frame, type Moment } from "./frame.ts";
import { hintsOf } from "./hint.ts";
import { beforeOutput } from "./intercept.ts";
import { OpenItems } from "./open-items.ts";
import type { Paint } from "./paint.ts";
import { drawing, ERASE } from "./screen.ts";
import type { Terminal } from "./terminal.ts";

/** How a view looks, and what it is drawn on. */
export interface ViewSettings {
  readonly terminal: Terminal;
  readonly paint: Paint;
  /** How many rows the names may take. */
  readonly rows: number;
}

/** How often it looks whether there is something new. A shutdown that is shorter shows nothing. */
const EVERY_MS = 100;
/** It may take this share of the time of the event loop: looking at much takes long. */
const SHARE = 0.05;
/** Rows that are not for names: the head, the hint, and the row of the cursor. */
const OTHER_ROWS = 3;

/** What is visible of one shutdown, from its first trigger to its end. */
export class View {
  readonly #life: Lifecycle;
  readonly #settings: ViewSettings;
  readonly #progress: Progress;
  readonly #open: OpenItems;
  readonly #undo: Release[];
  #disarm: Release | undefined;
  #drawn = "";
  #reason: StopReason | undefined;
  #isForced = false;

  constructor(life: Lifecycle, settings: ViewSettings, reason?: StopReason) {
    this.#life = life;
    this.#settings = settings;
    this.#reason = reason;
    this.#progress = new Progress(life);
    this.#open = new OpenItems(life, this.#progress);
    this.#undo = this.#follow();
    if (reason?.signal?.name === "SIGINT") this.#freshLine();
    this.#arm(EVERY_MS);
  }

  /** Takes away what is visible, and lets go of the terminal. **Again**: nothing. */
  close(): void {
    this.#disarm?.();
    for (const undo of this.#undo.splice(0)) undo();
    this.#clear();
    this.#settings.terminal.close();
  }

  #follow(): Release[] {
    const life = this.#life;
    const clear = (): void => this.#clear();
    const steps = stepsOf(life)?.onStep((step, signal) => {
      if (signal === "SIGINT" && step !== "echo") this.#freshLine();
    });
    return [
      ...this.#progress.follow(),
      life.on("shutdown.forced", ({ reason }) => this.#forced(reason)),
      beforeOutput(clear),
      beforeEnd(clear),
      ...(steps ? [steps] : []),
    ];
  }

  #forced(reason: StopReason): void {
    this.#isForced = true;
    this.#reason = reason;
  }

  /** Goes on behind the `^C` that the terminal shows; for a signal from elsewhere it is empty. */
  #freshLine(): void {
    this.#clear();
    this.#settings.terminal.write("\r\n");
  }

  #clear(): void {
    if (this.#drawn !== "") this.#settings.terminal.write(ERASE);
    this.#drawn = "";
  }

  #arm(inMs: number): void {
    const { clock } = this.#life;
    this.#disarm = clock.after(inMs, () => {
      const startMs = clock.nowMs();
      this.#draw();
      this.#arm(Math.max(EVERY_MS, (clock.nowMs() - startMs) / SHARE));
    });
  }

  #draw(): void {
    const { rows, paint, terminal } = this.#settings;
    const [columns, height] = [terminal.columns(), terminal.rows()];
    const room = { columns, rows: Math.max(0, Math.min(rows, height - OTHER_ROWS)), paint };
    const shown = frame(this.#moment(), room).slice(0, Math.max(0, height - 1));
    // A change of the size moves what is visible, even if it says the same.
    const drawn = [`${columns}x${height}`, ...shown].join("\n");
    if (drawn === this.#drawn) return;
    terminal.write(drawing(shown));
    this.#drawn = drawn;
  }

  #moment(): Moment {
    const life = this.#life;
    const hints = hintsOf(stepsOf(life)?.ahead("SIGINT") ?? [], this.#isForced);
    return {
      doing: `quiesce: ${life.state}${this.#isForced ? ", in a hurry" : ""}`,
      leftMs: life.remainingMs(),
      graceMs: life.graceMs,
      open: this.#open.look(),
      hints: hints.length > 0 || this.#reason === undefined ? hints : [this.#reason.message],
    };
  }
}
