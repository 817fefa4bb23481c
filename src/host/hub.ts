import type { Fault, Lifecycle, Platform, Release } from "../core/mod.ts";
import { Ending } from "./ending.ts";
import { SharedListener } from "./shared-listener.ts";

/** What all lives of one process share: its signals, its faults, its end. */
export class Hub {
  /** Errors that nobody caught. */
  readonly faults: SharedListener<Fault>;
  /** Nothing keeps the process alive any more. */
  readonly idle: SharedListener<void>;
  /** The end of the process. */
  readonly ending: Ending;
  /** The lives that are attached. */
  readonly lives: Set<Lifecycle> = new Set();
  readonly #platform: Platform;
  readonly #signals: Map<string, SharedListener<void>> = new Map();
  #told: Fault | undefined;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.faults = new SharedListener((tell) => platform.onFault(tell));
    this.idle = new SharedListener((tell) => platform.onIdle(tell));
    this.ending = new Ending(platform);
  }

  /** Calls `hear` at each signal of that name. */
  onSignal(name: string, hear: () => void): Release {
    const known = this.#signals.get(name);
    if (known) return known.add(hear);
    const shared = new SharedListener<void>((tell) => this.#platform.onSignal(name, tell));
    this.#signals.set(name, shared);
    return shared.add(hear);
  }

  /** Writes `line` about `fault` unless another life has done so. */
  warnOnce(fault: Fault, line: string): void {
    if (this.#told === fault) return;
    this.#told = fault;
    this.#platform.warn(line);
  }
}

const HUBS = new WeakMap<Platform, Hub>();

/** The one hub of a platform. */
export function hubOf(platform: Platform): Hub {
  const known = HUBS.get(platform);
  if (known) return known;
  const hub = new Hub(platform);
  HUBS.set(platform, hub);
  return hub;
}
