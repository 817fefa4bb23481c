import {
  type Clock,
  type Fault,
  type Platform,
  QuiesceError,
  type Release,
  release,
  systemClock,
} from "../core/mod.ts";

/** What a fake process is made of. */
export interface FakePlatformOptions {
  /** Default: 4242. Say 1 to be the first process of a container. */
  readonly pid?: number;
  /** Moves its timers. Give the clock of the life. Default: the clock of the platform. */
  readonly clock?: Clock;
  /** What keeps the process alive when its exit code is set, by name. Default: nothing. */
  readonly held?: readonly string[];
}

/** How a fake process ended: by itself, when nothing held it any more, or by `exit`. */
export interface FakeEnd {
  /** The exit code. */
  readonly code: number;
  /** Whether its event loop ran dry or it was told to exit. */
  readonly by: "itself" | "exit";
}

/** A process that is none: it takes signals from a test, and ends nothing. */
export interface FakePlatform extends Platform {
  /** The names of the signals that somebody listens to. */
  readonly listening: readonly string[];
  /** Every line that was written to stderr. */
  readonly warnings: readonly string[];
  /** How many holds keep it alive. */
  readonly holds: number;
  /** How it ended; only the first end counts. `undefined` while it lives. */
  readonly ended: FakeEnd | undefined;
  /**
   * Sends it a signal. Returns whether anybody listens; a real process may die when nobody does.
   *
   * @throws {QuiesceError} `BAD_OPTION` when it has no such signal
   */
  simulate(signal: string): boolean;
  /** Lets an error get away. Returns whether anybody listens. */
  fault(kind: Fault["kind"], error: unknown): boolean;
  /** Says that nothing is left which keeps it alive. Returns whether anybody listens. */
  idle(): boolean;
}

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
};

/**
 * Makes a process for tests, so that people can test their own shutdown without dying.
 *
 * @example Send a signal, and see the exit code
 * ```ts
 * import { run } from "quiesce/node";
 * import { fakePlatform, handClock } from "quiesce/testing";
 *
 * const clock = handClock();
 * const platform = fakePlatform({ clock });
 * const running = run((life) => {
 *   life.use("database", {}, () => Promise.reject(new Error("does not close")));
 * }, { clock, platform, report: false });
 *
 * await clock.advance(0);
 * platform.simulate("SIGTERM");
 * await clock.advance(1_000);
 * console.assert((await running).errors.length === 1);
 * console.assert(platform.ended?.code === 1);
 * ```
 */
export function fakePlatform(options: FakePlatformOptions = {}): FakePlatform {
  const { pid = 4242, clock = systemClock, held = [] } = options;
  const signals = new Map<string, Set<() => void>>();
  const faults = new Set<(fault: Fault) => void>();
  const idlers = new Set<() => void>();
  const holds = new Set<object>();
  const warnings: string[] = [];
  let code: number | undefined;
  let ended: FakeEnd | undefined;
  return {
    name: "fake",
    pid,
    signals: SIGNALS,
    onSignal: (signal, listener) => added(listenersOf(signals, signal), listener),
    onFault: (listener) => added(faults, listener),
    onIdle: (listener) => added(idlers, listener),
    hold: () => added(holds, {}),
    exitCode: () => code,
    setExitCode: (given) => void (code = given),
    exit: (given) => void (ended ??= { code: given, by: "exit" }),
    flush: () => Promise.resolve(),
    warn: (line) => void warnings.push(line),
    held: () => held,
    afterUnref: (delayMs, run) =>
      clock.after(delayMs, () => {
        // A process that nothing holds is gone before a timer that does not hold it either.
        if (held.length > 0 || holds.size > 0) run();
        else ended ??= { code: code ?? 0, by: "itself" };
      }),
    get listening() {
      return [...signals].filter(([, listeners]) => listeners.size > 0).map(([name]) => name);
    },
    warnings,
    get holds() {
      return holds.size;
    },
    get ended() {
      return ended;
    },
    simulate: (signal) => told(listenersOf(signals, signal), undefined),
    fault: (kind, error) => told(faults, { kind, error }),
    idle: () => told(idlers, undefined),
  };
}

function listenersOf(signals: Map<string, Set<() => void>>, signal: string): Set<() => void> {
  const known = signals.get(signal);
  if (known) return known;
  if (!Object.hasOwn(SIGNALS, signal)) {
    const names = Object.keys(SIGNALS).join(", ");
    const message = `Cannot use signal "${signal}": it must be one of ${names}`;
    throw new QuiesceError("BAD_OPTION", message);
  }
  const listeners = new Set<() => void>();
  signals.set(signal, listeners);
  return listeners;
}

function added<T>(set: Set<T>, member: T): Release {
  set.add(member);
  return release(() => set.delete(member));
}

function told<T>(listeners: ReadonlySet<(value: T) => void>, value: T): boolean {
  for (const listener of [...listeners]) listener(value);
  return listeners.size > 0;
}
