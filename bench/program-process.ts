import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ROOT, type Runtime } from "./runtime.ts";

/** A program of `bench/program` that runs until it is told to end. */
export class ProgramProcess {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #errors = "";

  constructor({ command, args }: Runtime, name: string, variant: string) {
    const words = [...args, `bench/program/${name}.ts`, variant];
    this.#process = spawn(command, words, { cwd: ROOT, stdio: "pipe" });
    this.#process.stderr.on("data", (chunk) => this.#errors += String(chunk));
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** The next line that it prints. Rejects when it ends without one. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`Cannot measure: the program has ended\n${this.#errors}`);
    return value as string;
  }

  /** Asks a server of `control.ts`, which answers with one line. */
  async ask(): Promise<string> {
    this.#process.stdin.write("cpu\n");
    return await this.line();
  }

  /** Sends SIGTERM; the result is how many milliseconds later the process was gone. */
  async endBySignal(): Promise<number> {
    const gone = once(this.#process, "exit");
    const startMs = performance.now();
    this.#process.kill("SIGTERM");
    await gone;
    return performance.now() - startMs;
  }

  /** Closes its input, upon which a server of `control.ts` ends. */
  async end(): Promise<void> {
    const gone = once(this.#process, "exit");
    this.#process.stdin.end();
    await gone;
  }
}
