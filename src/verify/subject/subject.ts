import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** One line that the process printed. */
export interface Line {
  readonly text: string;
  readonly atMs: number;
}

/** How the process that was started has ended. */
export interface SubjectExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly atMs: number;
}

/** How a process is to be started. */
export interface SubjectOptions {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Leaves stdout in the pipe until {@linkcode Subject.readOutput}. */
  readonly heldOutput?: boolean;
}

/** The service as a real process in a group of its own: its lines, its signals, its end. */
export class Subject {
  readonly stdout: Line[] = [];
  readonly stderr: Line[] = [];
  /** **Settles** once the process is gone; what it printed may still come. Never rejects. */
  readonly exited: Promise<SubjectExit>;
  readonly #child: ChildProcess;
  readonly #nowMs: () => number;
  #exit: SubjectExit | undefined;

  constructor(options: SubjectOptions, nowMs: () => number) {
    this.#nowMs = nowMs;
    const [command, ...words] = options.command;
    this.#child = spawn(command, words, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
      // Its own group, so that nothing it starts survives the watch.
      detached: true,
    });
    if (!options.heldOutput) this.readOutput();
    this.#collect(this.#child.stderr, this.stderr);
    this.exited = this.#watchEnd();
  }

  /** The process that was started; what it started in turn is found by {@linkcode processTree}. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get exit(): SubjectExit | undefined {
    return this.#exit;
  }

  get isGone(): boolean {
    return this.#exit !== undefined;
  }

  /** Starts to read stdout. Needed only after `heldOutput`. */
  readOutput(): void {
    this.#collect(this.#child.stdout, this.stdout);
  }

  /** Sends a signal to the process that was started, as a platform does. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends everything in its group at once. */
  kill(): void {
    try {
      process.kill(-this.pid, "SIGKILL");
    } catch {
      // There is nobody left in the group.
    }
  }

  #collect(stream: Readable | null, lines: Line[]): void {
    if (!stream) return;
    const add = (text: string): void => void lines.push({ text, atMs: this.#nowMs() });
    createInterface({ input: stream }).on("line", add);
  }

  #watchEnd(): Promise<SubjectExit> {
    const { promise, resolve } = Promise.withResolvers<SubjectExit>();
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      this.#exit ??= { code, signal, atMs: this.#nowMs() };
      resolve(this.#exit);
    };
    this.#child.once("exit", end);
    this.#child.once("error", (error) => {
      this.stderr.push({ text: String(error.message), atMs: this.#nowMs() });
      end(127, null);
    });
    return promise;
  }
}
