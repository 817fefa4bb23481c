import { aFunction, nonNegative, wholeNumber } from "../check/mod.ts";
import type { Clock, Scope } from "../core/mod.ts";

/** What {@linkcode consume} may be given. */
export interface ConsumeOptions<M> {
  /** What the loop is called in the tree of scopes. Default: `consume`. */
  readonly name?: string | undefined;
  /** How many messages may be in hand at once. Default: 1. */
  readonly concurrency?: number | undefined;
  /** How long after a failure its place takes no other message. Default: 1000. */
  readonly pauseMs?: number | undefined;
  /** How long to wait when no message came. Default: 100. */
  readonly idleMs?: number | undefined;
  /**
   * How long after an abort a message is left to its handler, which may undo what it began, before
   * it is handed back; and how long an iteration may take to end. Default: half of what the scope
   * waits for after an abort, which is 500 unless it was told otherwise.
   */
  readonly unwindMs?: number | undefined;
  /**
   * Is told when a handler throws, instead of the scope. Default: the scope reports it like the
   * failure of a task. In the scope of a lifecycle that is the event `error.caught`, which `run`
   * writes to stderr, and during a shutdown an error of the report, which then ends with 1. Before
   * a shutdown it leaves the exit code as it is; for it to count, end the process with a failure:
   * `life.shutdown(new StopReason("a message failed", { kind: "failure", cause: error }))`.
   */
  readonly messageFailed?: ((error: unknown, message: M) => void) | undefined;
  /** Default: the clock of the scope. */
  readonly clock?: Clock | undefined;
}

/** Works one message off. Its scope aborts when the message has to be given up. */
export type MessageHandler<M> = (message: M, scope: Scope) => unknown;

/** What became of the messages that were taken; the sum of the three. */
export interface Consumed {
  /** Worked off and acknowledged. */
  readonly acked: number;
  /** Handed back, since it came too late or was cut. */
  readonly returned: number;
  /** The handler threw, and the message was handed back; or the source threw on being told. */
  readonly failed: number;
}

/** The options, checked and filled in. */
export interface ConsumeSettings<M> {
  readonly name: string;
  readonly concurrency: number;
  readonly pauseMs: number;
  readonly idleMs: number;
  readonly unwindMs: number;
  readonly messageFailed: ((error: unknown, message: M) => void) | undefined;
  readonly clock: Clock;
}

/** Checks the options of `consume`. */
export function consumeSettings<M>(options: ConsumeOptions<M>, scope: Scope): ConsumeSettings<M> {
  const { name = "consume", concurrency = 1, messageFailed, clock = scope.clock } = options;
  const { pauseMs = 1_000, idleMs = 100, unwindMs = scope.unwindMs / 2 } = options;
  if (messageFailed !== undefined) aFunction("consume", "messageFailed", messageFailed);
  return {
    name,
    concurrency: wholeNumber("consume", "concurrency", concurrency, 1),
    pauseMs: nonNegative("consume", "pauseMs", pauseMs),
    idleMs: nonNegative("consume", "idleMs", idleMs),
    unwindMs: nonNegative("consume", "unwindMs", unwindMs),
    messageFailed,
    clock,
  };
}
