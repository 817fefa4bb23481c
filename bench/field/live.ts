import type { Progress, Verdict } from "../../src/verify/mod.ts";

/** How a verdict is written where there is no room. */
export const LETTERS: Readonly<Record<Verdict, string>> = {
  pass: "P",
  weak: "w",
  fail: "F",
  unjudged: "–",
};

/** Shows what goes on in one cell: a line that is alive on a terminal, and one at its end. */
export class Live {
  readonly #out: NodeJS.WriteStream;
  readonly #label: string;
  readonly #startMs = performance.now();
  readonly #running: Set<string> = new Set();
  #judged = 0;
  #connections = 0;

  constructor(out: NodeJS.WriteStream, label: string) {
    this.#out = out;
    this.#label = label;
    if (!out.isTTY) out.write(`${label}: started\n`);
  }

  /** Takes what a verification says of itself. */
  show(progress: Progress): void {
    if (progress.kind === "started") this.#running.add(progress.scenario);
    if (progress.kind === "open") this.#connections = progress.connections;
    if (progress.kind === "judged") {
      this.#running.delete(progress.result.id);
      this.#judged += 1;
    }
    this.#paint();
  }

  /** Says that it is over, and how it ended. */
  end(text: string): void {
    if (this.#out.isTTY) this.#out.write("\r\u001b[2K");
    const seconds = Math.round((performance.now() - this.#startMs) / 1_000);
    this.#out.write(`${this.#label}: ${text}, ${seconds} s\n`);
  }

  #paint(): void {
    if (!this.#out.isTTY) return;
    const now = [...this.#running].join(", ");
    const judged = `${this.#judged} judged`;
    const text = `${this.#label}: ${judged}; ${now} (${this.#connections} connections)`;
    this.#out.write(`\r\u001b[2K${text.slice(0, (this.#out.columns || 80) - 1)}`);
  }
}
