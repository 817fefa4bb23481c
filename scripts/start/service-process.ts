import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { ROOT, type Runtime } from "./runtime.ts";

/** One line that the service printed on stdout, and when it came. */
export interface Line {
  readonly text: string;
  readonly atMs: number;
}

/** How the service ended. `code` is null when a signal killed it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly atMs: number;
}

/** The service as a real child process: its lines, its end, one signal to send. */
export class ServiceProcess {
  readonly lines: Line[] = [];
  readonly errorLines: string[] = [];
  /** Settles once the process is gone and all that it printed was read. Never rejects. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #waiting: Set<() => void> = new Set();
  #gone = false;

  constructor(runtime: Runtime, file: string, env: Readonly<Record<string, string>>) {
    this.#child = spawn(runtime.command, [...runtime.args, file], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    readLines(this.#child.stdout, (text) => this.#print(text));
    readLines(this.#child.stderr, (text) => this.errorLines.push(text));
    this.exited = this.#end();
  }

  get isGone(): boolean {
    return this.#gone;
  }

  /** Waits for a line that contains `text`; rejects when the service ends or is late. */
  async line(text: string, timeoutMs: number): Promise<Line> {
    const deadlineMs = performance.now() + timeoutMs;
    for (;;) {
      const found = this.lines.find((line) => line.text.includes(text));
      if (found) return found;
      const leftMs = deadlineMs - performance.now();
      if (this.#gone || leftMs <= 0) throw new Error(this.#missing(text, timeoutMs));
      await this.#news(leftMs);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #print(text: string): void {
    this.lines.push({ text, atMs: performance.now() });
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #news(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.#waiting.add(wake);
    });
  }

  #missing(text: string, timeoutMs: number): string {
    const state = this.#gone ? "the service has ended" : `nothing came within ${timeoutMs} ms`;
    return `Cannot find the line "${text}": ${state}`;
  }

  #end(): Promise<Exit> {
    return new Promise((resolve) => {
      let atMs: number | undefined;
      this.#child.once("exit", () => (atMs = performance.now()));
      this.#child.once("error", (error) => this.errorLines.push(String(error)));
      this.#child.once("close", (code, signal) => {
        this.#gone = true;
        this.#wake();
        resolve({ code, signal, atMs: atMs ?? performance.now() });
      });
    });
  }
}

function readLines(stream: Readable | null, onLine: (text: string) => void): void {
  if (stream) createInterface({ input: stream }).on("line", onLine);
}
