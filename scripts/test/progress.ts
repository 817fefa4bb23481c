import process from "node:process";
import type { Watcher } from "./schedule.ts";
import type { Result, Stage } from "./stage.ts";

const OUTPUT_LINES = 200;
const TICK_MS = 1_000;

/** A {@linkcode Watcher} that can be told that nothing more will come. */
export interface Progress extends Watcher {
  close(): void;
}

/** Prints a line for each stage that ends and, on a terminal, one live line for those that run. */
export function progress(total: number): Progress {
  const runningSinceMs = new Map<Stage, number>();
  const live = process.stdout.isTTY === true;
  let ended = 0;

  const draw = (): void => {
    if (live) process.stdout.write(`\r\x1b[K${liveLine(runningSinceMs, ended, total)}`);
  };
  const erase = (): void => void (live && process.stdout.write("\r\x1b[K"));
  const timer = live ? setInterval(draw, TICK_MS) : undefined;

  return {
    started(stage) {
      runningSinceMs.set(stage, performance.now());
      draw();
    },
    ended(result) {
      ended += 1;
      runningSinceMs.delete(result.stage);
      erase();
      console.log(resultLine(result));
      if (result.failed > 0) console.log(lastLines(result.output));
      draw();
    },
    close() {
      clearInterval(timer);
      erase();
    },
  };
}

function liveLine(since: ReadonlyMap<Stage, number>, ended: number, total: number): string {
  const nowMs = performance.now();
  const parts = [...since].map(([{ name }, startMs]) => `${name} ${seconds(nowMs - startMs)}`);
  return `[${ended}/${total}] ${parts.join(", ")}`.slice(0, (process.stdout.columns || 80) - 1);
}

function resultLine({ stage, passed, failed, skipped, tookMs }: Result): string {
  const verdict = failed > 0 ? "FAIL" : "PASS";
  const left = skipped > 0 ? `, ${skipped} not possible here` : "";
  const time = seconds(tookMs).padStart(8);
  return `${verdict} ${stage.name.padEnd(28)} ${time}  ${passed} passed, ${failed} failed${left}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function lastLines(output: string): string {
  const lines = output.trimEnd().split("\n");
  const cut = lines.length - OUTPUT_LINES;
  const shown = cut > 0 ? [`... ${cut} lines before`, ...lines.slice(-OUTPUT_LINES)] : lines;
  return shown.map((line) => `     ${line}`).join("\n");
}
