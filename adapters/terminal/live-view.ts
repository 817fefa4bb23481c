import process from "node:process";
import { badOption, wholeNumber } from "../../src/check/mod.ts";
import { type Lifecycle, type Release, release, type StopReason } from "../../src/core/mod.ts";
import { variable, wishesOf } from "./environment.ts";
import { painted, plain } from "./paint.ts";
import { tellPhases } from "./plain-lines.ts";
import { openTerminal } from "./terminal.ts";
import { View } from "./view.ts";

/** How a shutdown is shown. */
export interface LiveViewOptions {
  /** How many rows the names of what is open may take. Default: 6. */
  readonly rows?: number;
  /** Whether to use colors. Default: as `NO_COLOR`, `FORCE_COLOR` and `TERM` say. */
  readonly color?: boolean;
  /**
   * Whether to write one line for each phase and draw nothing. Default: unless stderr is a terminal
   * that can do more; and whenever `CI` is set.
   */
  readonly plain?: boolean;
}

const ACTION = "show the end of a life";

/**
 * Shows on stderr what a shutdown is doing, while it goes on: the phase, what is left of the budget,
 * what has not ended by name and age, and what the next Ctrl-C would do. Where stderr is no terminal,
 * it writes a line for each phase instead.
 *
 * It is below the output of the program, follows the width of the terminal, and is gone at the end;
 * a shutdown that takes less than 100 ms shows nothing. While it is visible, the functions of
 * `console` and `write` of the standard streams are wrapped, so that it makes room for what they
 * print. It never waits for the terminal: what that does not take at once is not drawn.
 *
 * **Ends** with the life, or when released. **Again**: releasing twice is harmless. **Late**: called
 * during a shutdown, it shows what is left; after it, nothing. **Runtimes**: on Deno without
 * `--allow-all`, and on systems other than Linux, a terminal that takes nothing, as after Ctrl-S,
 * makes it wait like any other output.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is not what its type asks for
 *
 * @example Watch a program end
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { liveView } from "quiesce/terminal";
 *
 * const life = new Lifecycle();
 * const hide = liveView(life, { rows: 4 });
 * life.ready();
 * const report = await life.shutdown("the example is over");
 * hide();
 * console.assert(report.exitCode === 0);
 * ```
 */
export function liveView(life: Lifecycle, options: LiveViewOptions = {}): Release {
  const { rows } = checked(options);
  let undo: readonly Release[] = [];
  const end = (): void => undo.forEach((each) => each());
  const begin = (reason?: StopReason): void => {
    end();
    undo = shown(life, { ...options, rows }, reason);
  };
  const following = [
    life.on("shutdown.requested", ({ reason }) => begin(reason)),
    life.on("shutdown.called-off", end),
    life.on("state.changed", ({ to }) => {
      // Before "stopped", at which the report is written.
      if (to === "stopped") end();
    }),
  ];
  const isEnding = life.remainingMs() !== Infinity && life.state !== "stopped";
  if (isEnding) begin();
  return release(() => {
    following.forEach((each) => each());
    end();
  });
}

function checked({ rows = 6, color, plain }: LiveViewOptions): { readonly rows: number } {
  for (const [name, given] of Object.entries({ color, plain })) {
    const isFlag = given === undefined || typeof given === "boolean";
    if (!isFlag) throw badOption(ACTION, name, "true or false", given);
  }
  return { rows: wholeNumber(ACTION, "rows", rows) };
}

function shown(
  life: Lifecycle,
  options: LiveViewOptions & { readonly rows: number },
  reason: StopReason | undefined,
): readonly Release[] {
  const { rows } = options;
  const { isLive, isColored } = wishesOf(variable);
  const isPlain = options.plain ?? !(process.stderr.isTTY && isLive);
  if (isPlain) return tellPhases(life, rows, (line) => console.error(line));
  const paint = options.color ?? isColored ? painted : plain;
  const view = new View(life, { terminal: openTerminal(), paint, rows }, reason);
  return [release(() => view.close())];
}
