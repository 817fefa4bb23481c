import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import xterm from "@xterm/headless";
import { commandOf, type RuntimeName } from "../conformance/subject.ts";
import { poll, within } from "../conformance/wait.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What the shell prints when the program is gone, as shells do. */
export const PROMPT = "prompt> ";

/** How a program is started in a pseudo-terminal. */
export interface Start {
  readonly program: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the terminal breaks anew what it shows when it becomes narrower. Default: it cuts. */
  readonly wraps?: boolean;
  /** What the shell is told behind the command, such as where its output goes. */
  readonly behind?: string;
  /** The command of the runtime, when it is not the usual one. */
  readonly command?: readonly string[];
}

/**
 * A program that runs in a real pseudo-terminal, below a shell, and the screen of a terminal that
 * shows what it writes. The program takes orders from `PORT`.
 */
export class PseudoTerminal {
  readonly #shell: ChildProcessWithoutNullStreams;
  readonly #screen: xterm.Terminal;
  readonly #orders: Promise<Socket>;
  readonly #server: Server;
  readonly #ended: Promise<number | null>;
  #raw = "";
  #look: () => void = () => {};

  private constructor(shell: ChildProcessWithoutNullStreams, server: Server, start: Start) {
    const { columns = 80, rows = 24, wraps = false } = start;
    // The emulator does so unless it is told that old Windows does.
    const cutting = { windowsPty: { backend: "conpty", buildNumber: 19_000 } } as const;
    this.#shell = shell;
    this.#server = server;
    this.#screen = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      ...(wraps ? {} : cutting),
    });
    this.#orders = once(server, "connection").then(([socket]) => socket as Socket);
    const { promise, resolve } = Promise.withResolvers<number | null>();
    this.#ended = promise;
    shell.stdout.on("data", (chunk: Uint8Array) => this.#show(chunk));
    shell.on("close", resolve);
  }

  /** Starts a program. It is up once it has connected and the screen says so. */
  static async start(runtime: RuntimeName, start: Start): Promise<PseudoTerminal> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const port = (server.address() as { readonly port: number }).port;
    const { columns = 80, rows = 24, env = {}, behind = "", program } = start;
    const words = [...start.command ?? commandOf(runtime), `${ROOT}test/programs/${program}.ts`];
    const script = [
      `stty cols ${columns} rows ${rows}`,
      // The shell outlives Ctrl-C, and what it starts does not inherit that.
      "trap : INT",
      `${words.map(quoted).join(" ")} ${behind}`,
      "code=$?",
      `printf %s ${quoted(PROMPT)}`,
      "exit $code",
    ];
    const shell = spawn("script", ["-qec", script.join("; "), "/dev/null"], {
      cwd: ROOT,
      env: { ...inherited(), SHELL: "/bin/sh", TERM: "xterm-256color", PORT: `${port}`, ...env },
    });
    return new PseudoTerminal(shell, server, start);
  }

  /** Everything that was written, as it was written. */
  get raw(): string {
    return this.#raw;
  }

  /** The lines of the screen with those that it has scrolled away, without blanks at the end. */
  lines(): string[] {
    const { active } = this.#screen.buffer;
    const lines: string[] = [];
    for (let index = 0; index < active.length; index += 1) {
      lines.push(active.getLine(index)?.translateToString(true) ?? "");
    }
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** Where the next text would appear: a column, and a row among {@linkcode lines}. */
  cursor(): { readonly column: number; readonly row: number } {
    const { cursorX, cursorY, baseY } = this.#screen.buffer.active;
    return { column: cursorX, row: baseY + cursorY };
  }

  /** Presses keys. */
  press(keys: string): void {
    this.#shell.stdin.write(keys);
  }

  /** Makes the terminal take nothing any more, as Ctrl-S does. */
  async stall(): Promise<void> {
    this.press("\u{13}");
    await poll("the terminal to stop", () => Promise.resolve(!takes(this.#path) || undefined));
  }

  /** Makes it take what was held back, as Ctrl-Q does. */
  resume(): void {
    this.press("\u{11}");
  }

  /** Gives the program an order. */
  async order(name: string, text = ""): Promise<void> {
    const socket = await within(this.#orders, "the program to connect", () => this.seen());
    socket.write(`${name} ${JSON.stringify(text)}\n`);
  }

  /** Changes the size of the terminal, as dragging its window does. */
  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    execFileSync("stty", ["-F", this.#path, "cols", `${columns}`, "rows", `${rows}`]);
  }

  /** Waits until a line of the screen matches each pattern, all at the same time. */
  async shows(...patterns: readonly RegExp[]): Promise<void> {
    const has = (): boolean =>
      patterns.every((each) => this.lines().some((line) => each.test(line)));
    await this.#until(has, `a screen with ${patterns.join(", ")}`);
  }

  /** Waits until no line of the screen matches. */
  async hides(pattern: RegExp): Promise<void> {
    await this.#until(() => !this.lines().some((line) => pattern.test(line)), `no ${pattern}`);
  }

  /** Waits until the process of the program is gone, whatever its terminal still holds back. */
  async gone(): Promise<void> {
    await poll(
      "the end of the process",
      () => Promise.resolve(childOf(this.#sh) === "" || undefined),
    );
  }

  /** Waits until all is over. Returns the exit code of the program. */
  async end(): Promise<number | null> {
    const code = await within(this.#ended, "the end of the program", () => this.seen());
    await new Promise<void>((resolve) => this.#screen.write("", resolve));
    return code;
  }

  /** Kills what is left. */
  async close(): Promise<void> {
    const program = Number(childOf(this.#sh));
    if (program > 0) process.kill(program, "SIGKILL");
    this.#shell.kill("SIGKILL");
    await this.#ended;
    const socket = await Promise.race([this.#orders, undefined]);
    socket?.destroy();
    this.#server.close();
    this.#screen.dispose();
  }

  /** What the screen shows, for messages. */
  seen(): string {
    return `the screen\n  |${this.lines().join("\n  |")}\nand in all ${JSON.stringify(this.#raw)}`;
  }

  async #until(has: () => boolean, what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#look = () => {
      if (has()) resolve();
    };
    this.#look();
    await within(promise, what, () => this.seen());
  }

  #show(chunk: Uint8Array): void {
    this.#raw += new TextDecoder().decode(chunk);
    this.#screen.write(chunk, () => this.#look());
  }

  get #sh(): string {
    return childOf(`${this.#shell.pid}`);
  }

  get #path(): string {
    return `/proc/${this.#sh}/fd/0`;
  }
}

/** The first child of a process; none when that is gone itself. */
function childOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0] ?? "";
  } catch {
    return "";
  }
}

/** Whether a terminal takes what is written to it. A terminal shows nothing of a zero. */
function takes(path: string): boolean {
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    return writeSync(fd, "\0") > 0;
  } catch {
    return false;
  } finally {
    closeSync(fd);
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

// A terminal of people, so neither CI nor what the runner of the tests says of colors.
function inherited(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "DENO_DIR", "LANG"];
  const entries = kept.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => !!entry[1]));
}
