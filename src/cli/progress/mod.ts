import process from "node:process";
import type { OnProgress, ScenarioResult } from "../../verify/mod.ts";
import { paintFor } from "../paint.ts";
import { VERDICTS } from "../text/verdict.ts";
import type { World } from "../world.ts";
import { Board, judgedLine } from "./board.ts";
import { Screen } from "./screen.ts";

const PAINT_EVERY_MS = 100;

/** Shows what goes on, until it is ended. */
export interface Live {
  readonly onProgress: OnProgress;
  end(): void;
}

/** Shows progress where people look for it: on stderr, alive on a terminal, else in whole lines. */
export function showProgress(world: World): Live {
  const { stderr } = world;
  const paint = paintFor(stderr, world);
  const screen = new Screen(stderr);
  const board = new Board(performance.now());
  const repaint = (): void => screen.show(board.lines(performance.now()));
  const timer = stderr.isTTY ? setInterval(repaint, PAINT_EVERY_MS) : undefined;
  const clear = (): void => screen.clear();
  process.on("exit", clear);
  const judged = (result: ScenarioResult): void => {
    const { word, tone } = VERDICTS[result.verdict];
    const place = stderr.isTTY ? "" : `${board.place} `;
    screen.print(`${place}${paint(tone, word)}  `, judgedLine(result));
  };
  return {
    onProgress(progress) {
      // What was never started is told at the end, once for each reason.
      const isNews = progress.kind === "judged" && board.isRunning(progress.result.id);
      const line = board.take(progress);
      if (line !== undefined) screen.print("", line);
      if (isNews) judged(progress.result);
      if (stderr.isTTY && progress.kind !== "open") repaint();
    },
    end() {
      clearInterval(timer);
      process.off("exit", clear);
      clear();
    },
  };
}
