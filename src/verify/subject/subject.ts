import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import type { Readable } from "node:stream";
import { Family } from "./family.ts";
import { guard, MARK_VARIABLE, nextMark } from "./guardian.ts";
import { HeldPipe } from "./held-pipe.ts";
import { type LineCutter, lines } from "./lines.ts";
import { type Line, Printed } from "./printed.ts";
import { type ProcessorTime, processorTime, type ProcessRow } from "./process-table.ts";
import { sendSignal } from "./send-signal.ts";

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
  /** **Settles** once the process is gone; what it printed may still come. Never rejects. */
  readonly exited: Promise<SubjectExit>;
  /** **Settles** once nobody can print any more. Stays pending for one that holds on to stdout. */
  readonly silent: Promise<void>;
  /** It and all that it has started. */
  readonly family: Family;
  readonly #stdout: Printed = new Printed();
  readonly #stderr: Printed = new Printed();
  readonly #child: ChildProcess;
  readonly #pipe: HeldPipe | undefined;
  readonly #heldStdout: LineCutter;
  readonly #unguard: () => void;
  readonly #nowMs: () => number;
  #exit: SubjectExit | undefined;
  #isClosed = false;

  constructor(options: SubjectOptions, nowMs: () => number) {
    this.#nowMs = nowMs;
    const [command, ...words] = options.command;
    const mark = nextMark();
    const intoStdout = this.#cutter(this.#stdout);
    this.#heldStdout = intoStdout;
    this.#pipe = options.heldOutput ? new HeldPipe((text) => intoStdout.push(text)) : undefined;
    this.#child = spawn(command, words, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment, [MARK_VARIABLE]: mark },
      stdio: ["ignore", this.#pipe?.writeEnd ?? "pipe", "pipe"],
      // Its own group, so that nothing it starts survives the watch.
      detached: true,
    });
    this.#pipe?.handedOver();
    this.#collect(this.#child.stdout, this.#stdout);
    this.#collect(this.#child.stderr, this.#stderr);
    this.exited = this.#watchEnd();
    this.silent = new Promise((silent) => this.#child.once("close", () => silent()));
    this.family = new Family(this.pid, `${MARK_VARIABLE}=${mark}`);
    this.#unguard = this.pid > 0 ? guard(this.pid) : () => {};
  }

  /** The process that was started. 0: it could not be. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The end of what it printed. */
  get stdout(): readonly Line[] {
    return this.#stdout.lines;
  }

  get stderr(): readonly Line[] {
    return this.#stderr.lines;
  }

  /** How many lines it has printed on stdout, those included that are not kept any more. */
  get stdoutCount(): number {
    return this.#stdout.count;
  }

  get exit(): SubjectExit | undefined {
    return this.#exit;
  }

  /** Whether nobody has to wait for it any more: it has ended, or was let go of. */
  get isGone(): boolean {
    return this.#exit !== undefined || this.#isClosed;
  }

  /** Whether what was read of stdout ends in the middle of a line. Only with `heldOutput`. */
  get isInMidLine(): boolean {
    return this.#heldStdout.rest !== "";
  }

  /** Stops to read stdout. Only with `heldOutput`. */
  holdOutput(): void {
    this.#pipe?.hold();
  }

  /** Starts to read stdout, or goes on. Needed only with `heldOutput`. */
  readOutput(): void {
    this.#pipe?.read();
  }

  /** Leaves no room in the pipe of stdout. Only with `heldOutput`. */
  fillOutput(): void {
    this.#pipe?.fill();
  }

  /** What it has printed on stdout after its first `count` lines. */
  stdoutSince(count: number): readonly Line[] {
    return this.#stdout.since(count);
  }

  /** Sends a signal to the process that was started, as a platform does. */
  signal(name: NodeJS.Signals): void {
    // Not by the child's own method: Deno then says that the signal had ended it, whatever did.
    if (!this.isGone && this.pid > 0) sendSignal(this.pid, name);
  }

  /** What its processes got of the processors so far, all together. */
  processorTime(): ProcessorTime {
    const times = this.family.look().map(({ pid }) => processorTime(pid));
    const sum = (name: keyof ProcessorTime): number =>
      times.reduce((total, time) => total + time[name], 0);
    return { usedMs: sum("usedMs"), waitedMs: sum("waitedMs") };
  }

  /** Ends it and all that it has started, at once. Returns those who are left. */
  kill(): readonly ProcessRow[] {
    return this.pid > 0 ? this.family.kill() : [];
  }

  /** Ends it, and lets go of all that watched it. */
  close(): void {
    this.#isClosed = true;
    // One that was abandoned once may be waited for again. Deno throws for one that never was.
    if (this.pid > 0) this.#child.ref();
    this.kill();
    this.#unguard();
    this.#pipe?.close();
  }

  /** Leaves one that cannot be ended to itself: it does not keep this process alive any more. */
  abandon(): void {
    this.#child.unref();
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #cutter(printed: Printed): LineCutter {
    return lines((text) => printed.add({ text, atMs: this.#nowMs() }));
  }

  #collect(stream: Readable | null, printed: Printed): void {
    if (!stream) return;
    const cutter = this.#cutter(printed);
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => cutter.push(text));
    stream.on("end", () => cutter.end());
    stream.on("error", () => cutter.end());
  }

  #watchEnd(): Promise<SubjectExit> {
    const { promise, resolve } = Promise.withResolvers<SubjectExit>();
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      this.#exit ??= { code, signal, atMs: this.#nowMs() };
      resolve(this.#exit);
    };
    this.#child.once("exit", end);
    this.#child.once("error", (error) => {
      this.#stderr.add({ text: error.message, atMs: this.#nowMs() });
      end(127, null);
    });
    return promise;
  }
}
