import type { Release } from "./release.ts";

/** Time, as the core sees it. Tests give one that they move by hand. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. Its zero means nothing. */
  nowMs(): number;
  /** Milliseconds since 1970, for people. */
  wallMs(): number;
  /** Calls `run` once after `delayMs`, unless released before. `Infinity` means never. */
  after(delayMs: number, run: () => void): Release;
}

/** An error that no code caught. */
export interface Fault {
  /** How it got away. */
  readonly kind: "uncaughtException" | "unhandledRejection";
  /** What was thrown. */
  readonly error: unknown;
}

/** All that this package asks of a process. An adapter is one function that returns this. */
export interface Platform {
  /** For messages and reports: `node`, `deno`, `bun`. */
  readonly name: string;
  /** 1 in a container that runs the program directly. */
  readonly pid: number;
  /** Every signal that this platform can deliver, with its number. */
  readonly signals: Readonly<Record<string, number>>;
  /** Calls `listener` each time the process receives `signal`, until released. */
  onSignal(signal: string, listener: () => void): Release;
  /** Calls `listener` for each error that nobody caught, until released. */
  onFault(listener: (fault: Fault) => void): Release;
  /** Calls `listener` when nothing is left that keeps the process alive, until released. */
  onIdle(listener: () => void): Release;
  /** Keeps the process alive until released. */
  hold(): Release;
  /** The exit code that the program has set itself, if any. */
  exitCode(): number | undefined;
  /** Sets the code with which the process will end, when it ends by itself. */
  setExitCode(code: number): void;
  /** Ends the process now. Nothing scheduled after it may be relied on. */
  exit(code: number): void;
  /** Settles when what was written to stdout and stderr has left the process. Never rejects. */
  flush(): Promise<void>;
  /** Writes one line to stderr. */
  warn(line: string): void;
  /** What keeps the process alive, as far as the runtime tells; empty when it does not. */
  held(): readonly string[];
  /** Calls `run` after `delayMs` unless the process has ended by itself before. */
  afterUnref(delayMs: number, run: () => void): Release;
  /** An environment variable, where it may be read without asking anybody. */
  variable?(name: string): string | undefined;
  /** Starts a thread that ends the process when the event loop is blocked past its deadline. */
  watchdog?(): Watchdog;
}

/** A thread beside the event loop that kills the process when the loop is blocked for too long. */
export interface Watchdog {
  /** Kills the process in `delayMs` unless armed anew or released; `doing` is named on stderr. */
  arm(delayMs: number, doing: string): void;
  /** Ends the thread. */
  release: Release;
}

/** What a shutdown asks of a server: the steps by which it loses no request. */
export interface Server {
  /** For messages and reports. */
  readonly name: string;
  /**
   * Whether no client can be about to send: no connection is open or, where the runtime does not
   * tell, none was used for a while.
   */
  isQuiet(): boolean;
  /** Goes on serving, but lets every response say that it is the last of its connection. */
  announce(): void;
  /** Accepts no more connections and ends those that are idle. Settles when none is left. */
  drain(): Promise<void>;
  /** Cuts what is still open, now. */
  cut(reason: unknown): void;
}
