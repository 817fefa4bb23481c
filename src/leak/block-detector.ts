import { nonNegative } from "../check/mod.ts";
import { type Release, release, type Scope } from "../core/mod.ts";
import type { Block, BlockEvidence } from "./block.ts";
import { type BlockOptions, type BlockSettings, blockSettingsOf } from "./block-options.ts";
import { type Stretch, Suspects } from "./block-suspects.ts";
import type { BlockWatcher } from "./block-watch.ts";
import { watch } from "./watch.ts";

/** Says who has held the event loop for too long. Made by {@linkcode detectBlocks}. */
export interface BlockDetector extends Disposable {
  /** **Ends** once a `watch` can look; at once without one. Never rejects. */
  readonly started: Promise<void>;
  /** The blocks until now, the oldest first. A snapshot. */
  blocks(): readonly Block[];
  /** Ends the detection. **Again**: harmless. */
  readonly release: Release;
}

/** Whom a block is laid to. */
interface Verdict {
  readonly scope: Scope | undefined;
  readonly evidence: BlockEvidence;
  readonly heldMs: number;
  readonly stack?: readonly string[];
}

/** Whom a look finds that shortly before the loop turns may be somebody else. */
const SURE_MS = 10;

const holdsMs: WeakMap<Scope, number> = new WeakMap();

/**
 * Says for how long the task of `scope` may be expected to hold the event loop in one go, so that
 * {@linkcode detectBlocks} judges it by that instead of by its own `expectedMs`.
 *
 * **Again**: the last one counts. It holds for this scope alone, not for those below it.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `expectedMs` is negative or not a number
 *
 * @example A task that parses large files in one go
 * ```ts
 * import { Scope } from "quiesce";
 * import { mayHold } from "quiesce/leak";
 *
 * const files = new Scope("files");
 * files.spawn("parse", (scope) => {
 *   mayHold(scope, 200);
 *   return JSON.parse("[1, 2, 3]");
 * });
 * ```
 */
export function mayHold(scope: Scope, expectedMs: number): void {
  holdsMs.set(scope, nonNegative(`say what "${scope.path}" may hold`, "expectedMs", expectedMs));
}

/**
 * Names every task that holds the event loop for longer than 1.5 times what is expected of it.
 *
 * It sees a block when the loop turns again, by a timer that comes late, and lays it to the task that
 * was heard of meanwhile: one that was called, passed a checkpoint or ended. A task that goes on
 * after it has waited is heard of by none of these; on Node.js, `blockWatch()` sees it all the same,
 * from a thread, with its stack. A process that was suspended as a whole looks like a blocked one.
 *
 * **Again**: several detectors do not disturb each other. **Late**: a block that never ends is
 * reported by nobody on this thread; `blockWatch({ print: true })` prints it, and the watchdog of
 * `run` ends it. **Yours**: the release. It does not keep the process alive.
 *
 * **Runtimes**: only Node.js has a `watch`; elsewhere what a block is laid to is the last that was
 * heard.
 *
 * @throws {QuiesceError} `BAD_OPTION` for an option of the wrong type or out of its range
 *
 * @example Name a task that does too much in one go
 * ```ts
 * import { Scope } from "quiesce";
 * import { detectBlocks } from "quiesce/leak";
 *
 * const { promise, resolve } = Promise.withResolvers<string | undefined>();
 * const detector = detectBlocks({ expectedMs: 20, onBlock: (block) => resolve(block.path) });
 * new Scope("reports").spawn("sum", () => {
 *   const endMs = performance.now() + 100;
 *   while (performance.now() < endMs);
 * });
 * const stay = setInterval(() => {}, 1_000);
 * console.assert(await promise === "/reports/sum");
 * clearInterval(stay);
 * detector.release();
 * ```
 */
export function detectBlocks(options: BlockOptions = {}): BlockDetector {
  const detector = new Detector(blockSettingsOf(options));
  const end = release(() => detector.end());
  return {
    started: detector.started,
    blocks: () => detector.blocks(),
    release: end,
    [Symbol.dispose]: end,
  };
}

/** Lets a timer come late, and asks why. */
class Detector {
  readonly started: Promise<void>;
  readonly #settings: BlockSettings;
  readonly #suspects: Suspects;
  readonly #watcher: BlockWatcher | undefined;
  readonly #blocks: Block[] = [];
  readonly #unwatch: Release;
  #dueMs = 0;
  #lookedMs = 0;
  #disarm: Release | undefined;

  constructor(settings: BlockSettings) {
    this.#settings = settings;
    this.#suspects = new Suspects(settings.clock, () => this.#watcher);
    this.#watcher = settings.watch?.(() => this.#looked());
    this.started = this.#watcher?.started ?? Promise.resolve();
    this.#unwatch = watch(this.#suspects);
    this.#arm();
  }

  blocks(): readonly Block[] {
    return [...this.#blocks];
  }

  /** A block that has just ended counts as well: its timer comes too late for whoever leaves now. */
  end(): void {
    this.#judgeIfLate();
    this.#unwatch();
    this.#disarm?.();
    this.#watcher?.release();
  }

  #looked(): string | undefined {
    this.#lookedMs = this.#settings.clock.nowMs();
    return this.#suspects.lastHeard?.path;
  }

  #arm(): void {
    const { clock, intervalMs, factor, expectedMs } = this.#settings;
    this.#suspects.turned();
    this.#dueMs = clock.nowMs() + intervalMs;
    this.#watcher?.arm(intervalMs + factor * expectedMs);
    this.#disarm = clock.after(intervalMs, () => this.#turn());
  }

  #turn(): void {
    this.#judgeIfLate();
    this.#arm();
  }

  #judgeIfLate(): void {
    const lateMs = this.#settings.clock.nowMs() - this.#dueMs;
    // Who may hold it for less than a millisecond cannot be told from a timer's own inexactness.
    if (lateMs >= 1) this.#judge(lateMs);
  }

  #judge(lateMs: number): void {
    const { factor, clock } = this.#settings;
    const verdict = this.#verdict(lateMs);
    const expectedMs = this.#expectedMs(verdict);
    if (verdict.heldMs <= factor * expectedMs) return;
    const { scope, stack = [], ...found } = verdict;
    const { path, lastStatus: status } = scope ?? {};
    this.#keep({ path, ...found, expectedMs, endedMs: clock.wallMs(), status, stack });
  }

  #verdict(lateMs: number): Verdict {
    const longest = this.#suspects.longest();
    const heldMs = Math.min(longest.heldMs, lateMs);
    const sight = this.#watcher?.seen();
    if (sight && this.#hits(longest)) return { ...sight, evidence: "seen", heldMs };
    if (heldMs * 2 < lateMs) return { scope: undefined, evidence: "nobody", heldMs: lateMs };
    const { owner, before } = longest;
    return owner === undefined
      ? { scope: before, evidence: "before", heldMs }
      : { scope: owner, evidence: "heard", heldMs };
  }

  /** Whether the look fell into this time, and not on somebody who came after it. */
  #hits({ startMs, heldMs }: Stretch): boolean {
    const afterMs = startMs + heldMs - this.#lookedMs;
    return afterMs >= SURE_MS && afterMs <= heldMs;
  }

  /** Where it is a guess who it was, the longer of the two times. */
  #expectedMs({ scope, evidence }: Verdict): number {
    const { expectedMs } = this.#settings;
    const ownMs = (scope && holdsMs.get(scope)) ?? expectedMs;
    return evidence === "before" ? Math.max(ownMs, expectedMs) : ownMs;
  }

  #keep(block: Block): void {
    const { keep, onBlock } = this.#settings;
    this.#blocks.push(block);
    if (this.#blocks.length > keep) this.#blocks.shift();
    onBlock?.(block);
  }
}
