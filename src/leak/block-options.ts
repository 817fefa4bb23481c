import { aFunction, positive, wholeNumber } from "../check/mod.ts";
import type { Clock } from "../core/mod.ts";
import type { Block } from "./block.ts";
import { blockClock } from "./block-clock.ts";
import type { BlockWatch } from "./block-watch.ts";

/** When the event loop counts as blocked. */
export interface BlockOptions {
  /** By how many times what is expected somebody may hold the event loop. Default: 1.5. */
  readonly factor?: number;
  /** How long work is expected to hold it that did not say so by `mayHold`. Default: 50. */
  readonly expectedMs?: number;
  /** How often it is seen whether the event loop turns. Default: 20. */
  readonly intervalMs?: number;
  /** Is told of each block as soon as the event loop turns again. It must not throw. */
  readonly onBlock?: (block: Block) => void;
  /** How many blocks are kept, the newest ones. Default: 100. */
  readonly keep?: number;
  /** Looks from beside the event loop: `blockWatch()` of `quiesce/node`. Default: nobody. */
  readonly watch?: BlockWatch;
  /** Default: the clock of the platform, with timers that do not keep the process alive. */
  readonly clock?: Clock;
}

/** Options with their defaults, checked. */
export interface BlockSettings {
  readonly factor: number;
  readonly expectedMs: number;
  readonly intervalMs: number;
  readonly onBlock: ((block: Block) => void) | undefined;
  readonly keep: number;
  readonly watch: BlockWatch | undefined;
  readonly clock: Clock;
}

const ACTION = "detect blocks";

/** Checks options and fills in the defaults. */
export function blockSettingsOf(options: BlockOptions): BlockSettings {
  const { onBlock, watch } = options;
  return {
    factor: positive(ACTION, "factor", options.factor ?? 1.5),
    expectedMs: positive(ACTION, "expectedMs", options.expectedMs ?? 50),
    intervalMs: positive(ACTION, "intervalMs", options.intervalMs ?? 20),
    onBlock: onBlock && aFunction(ACTION, "onBlock", onBlock),
    keep: wholeNumber(ACTION, "keep", options.keep ?? 100),
    watch: watch && aFunction(ACTION, "watch", watch),
    clock: options.clock ?? blockClock,
  };
}
