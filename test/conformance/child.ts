import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { nowMs, within } from "./wait.ts";

/** One line of a program's output, and when it arrived. */
export interface Line {
  readonly text: string;
  readonly from: "stdout" | "stderr";
  readonly atMs: number;
}

/** How a program has ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly atMs: number;
  /** From the first signal that the driver sent. */
  readonly tookMs: number;
  readonly lines: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
}

/** What a case may say about the process itself. */
export interface ChildOptions {
  /** Leaves the program's output in the pipe until `readOutput()` is called. */
  readonly heldOutput?: boolean;
  /** True when the command forks, so that the program is its only child. */
  readonly nested?: boolean;
}

export interface ChildSetup extends ChildOptions {
  readonly words: readonly string[];
  readonly file: string;
  readonly cwd: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

/** A program that runs as a real process. */
export class Child {
  readonly port: number;
  /** Settles when the process is gone and all of its output has been read. */
  readonly ended: Promise<Ending>;
  /** Settles when the process is gone, whether its output has been read or not. */
  readonly exited: Promise<void>;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #nested: boolean;
  readonly #lines: Line[] = [];
  readonly #text = { stdout: "", stderr: "" };
  #watchers: (() => void)[] = [];
  #firstSignalMs: number | undefined;

  constructor(setup: ChildSetup) {
    const [command = "", ...words] = [...setup.words, setup.file];
    this.port = setup.port;
    this.#nested = setup.nested ?? false;
    this.#process = spawn(command, words, { cwd: setup.cwd, env: setup.env, stdio: "pipe" });
    this.#collect(this.#process.stderr, "stderr");
    if (!setup.heldOutput) this.readOutput();
    const exited = Promise.withResolvers<void>();
    this.exited = exited.promise;
    this.#process.once("exit", () => exited.resolve());
    this.ended = this.#watchEnd();
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** The process of the program itself, also behind a launcher. */
  get pid(): number {
    const pid = this.#process.pid ?? 0;
    if (!this.#nested) return pid;
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
  }

  /** Starts to read standard output. Needed only after `heldOutput`. */
  readOutput(): void {
    this.#collect(this.#process.stdout, "stdout");
  }

  /** Leaves standard output without a reader. */
  closeOutput(): void {
    this.#process.stdout.destroy();
  }

  /** Waits for a line of output, or finds it among those already seen. */
  async waitForLine(pattern: string | RegExp): Promise<Line> {
    const search = new RegExp(pattern);
    const { promise, resolve, reject } = Promise.withResolvers<Line>();
    const look = (): void => {
      const line = this.#lines.find(({ text }) => search.test(text));
      if (line) resolve(line);
    };
    this.#watchers.push(look);
    look();
    this.ended.then(() => reject(new Error(`Cannot find ${search}: ${this.seen()}`)), reject);
    return await within(promise, `line ${search}`, () => this.seen());
  }

  /** Sends a signal and tells when. */
  signal(name: NodeJS.Signals): number {
    const atMs = nowMs();
    if (name !== "SIGSTOP" && name !== "SIGCONT") this.#firstSignalMs ??= atMs;
    process.kill(this.pid, name);
    return atMs;
  }

  /** Waits for the end, and fails with all output when it does not come. */
  async end(): Promise<Ending> {
    return await within(this.ended, "the end of the program", () => this.seen());
  }

  async kill(): Promise<void> {
    this.#process.stdout.resume();
    this.#process.kill("SIGKILL");
    await this.ended;
  }

  /** What the program has written so far, for messages. */
  seen(): string {
    const lines = this.#lines.map(({ from, text }) => `${from}: ${text}`);
    return lines.length === 0 ? "no output" : `output\n  ${lines.join("\n  ")}`;
  }

  #collect(stream: Readable, from: Line["from"]): void {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      const texts = (rest + chunk).split("\n");
      rest = texts.pop() ?? "";
      this.#text[from] += chunk;
      for (const text of texts) this.#lines.push({ text, from, atMs: nowMs() });
      for (const look of this.#watchers) look();
    });
  }

  #watchEnd(): Promise<Ending> {
    const { promise, resolve, reject } = Promise.withResolvers<Ending>();
    let atMs = 0;
    this.#process.once("exit", () => atMs = nowMs());
    this.#process.once("error", reject);
    this.#process.once("close", (code, signal) => resolve(this.#ending(code, signal, atMs)));
    return promise;
  }

  #ending(code: number | null, signal: NodeJS.Signals | null, atMs: number): Ending {
    const stdout = this.#lines.filter(({ from }) => from === "stdout");
    return {
      code,
      signal,
      atMs,
      tookMs: atMs - (this.#firstSignalMs ?? atMs),
      lines: stdout.map(({ text }) => text),
      ...this.#text,
    };
  }
}
