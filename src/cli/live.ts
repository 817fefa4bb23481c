import process from "node:process";
import type { OnProgress, Progress, ScenarioResult } from "../verify/mod.ts";
import { toned } from "./output.ts";
import { verdictText } from "./print/verification.ts";
import { counted, timeText } from "./print/words.ts";

const PAINT_EVERY_MS = 100;

/** What one scenario that is under way shows. */
interface Row {
  text: string;
  connections: number;
  requests: number;
  answered: number;
}

/** Shows what goes on, and stops to. */
export interface Live {
  readonly onProgress: OnProgress;
  /** Leaves the terminal as it was. A second call does nothing. */
  close(): void;
}

/** Live lines on a terminal; elsewhere (a file, a pipe, a log of CI) whole lines only. */
export function showProgress(stream: NodeJS.WriteStream): Live {
  const screen = stream.isTTY ? new Screen(stream) : undefined;
  const rows: Map<string, Row> = new Map();
  const startMs = performance.now();
  let judged = 0;
  let total = 0;

  const say = (text: string): void => {
    const tookS = ((performance.now() - startMs) / 1_000).toFixed(1).padStart(5);
    const line = `${toned(stream, "quiet", `${tookS} s`)}  ${text}\n`;
    if (screen) screen.print(line);
    else stream.write(line);
  };
  const paint = (): void => screen?.paint([...rows].map(([id, row]) => rowText(id, row)));
  const timer = screen && setInterval(paint, PAINT_EVERY_MS);

  const onProgress = (progress: Progress): void => {
    switch (progress.kind) {
      case "probing":
        return say("started once, to see which routes answer");
      case "probed":
        total = progress.scenarios;
        return say(`${counted(progress.routes.length, "route")} found, ${counted(total, "scenario")} to try`);
      case "started":
        rows.set(progress.scenario, { text: "started", connections: 0, requests: 0, answered: 0 });
        return;
      case "stage":
        Object.assign(rows.get(progress.scenario) ?? {}, { text: progress.text });
        return;
      case "open":
        Object.assign(rows.get(progress.scenario) ?? {}, progress);
        return;
      case "judged":
        judged += 1;
        rows.delete(progress.result.id);
        return say(`${judgedText(progress.result, stream)}  ${judged}/${total}`);
    }
  };
  return {
    onProgress,
    close() {
      clearInterval(timer);
      screen?.close();
    },
  };
}

function rowText(id: string, { text, connections, requests, answered }: Row): string {
  const open = `${connections} connections, ${requests} requests open, ${answered} ended`;
  return `  ${id.padEnd(22)} ${open}  ${text}`;
}

function judgedText(result: ScenarioResult, stream: NodeJS.WriteStream): string {
  const { id, verdict, findings, why = "", figures } = result;
  const [worst] = findings;
  const what = worst ? worst.what : verdict === "unjudged" ? why : goneAfter(figures.exitMs?.p50);
  return `${verdictText(verdict, stream).padEnd(4)} ${id.padEnd(22)} ${what}`;
}

function goneAfter(ms: number | undefined): string {
  return ms === undefined ? "" : `gone after ${timeText(ms)}`;
}

/** The last lines of a terminal, painted again and again. */
class Screen {
  readonly #stream: NodeJS.WriteStream;
  #painted = 0;
  #closed = false;
  readonly #restore: () => void = () => this.close();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.write("\u001b[?25l");
    process.once("exit", this.#restore);
  }

  print(line: string): void {
    this.#clear();
    this.#stream.write(line);
  }

  paint(lines: readonly string[]): void {
    this.#clear();
    const width = (this.#stream.columns || 80) - 1;
    const shown = lines.slice(0, Math.max(0, (this.#stream.rows || 24) - 1));
    this.#stream.write(shown.map((line) => `${line.slice(0, width)}\n`).join(""));
    this.#painted = shown.length;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    process.off("exit", this.#restore);
    this.#clear();
    this.#stream.write("\u001b[?25h");
  }

  #clear(): void {
    if (this.#painted > 0) this.#stream.write(`\u001b[${this.#painted}A\u001b[0J`);
    this.#painted = 0;
  }
}
