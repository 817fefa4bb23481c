/** What the process says by its exit code. */
export const EXIT = {
  /** Every scenario that was judged has passed, and at least one was judged. */
  passed: 0,
  /** A scenario has failed, or nothing could be judged. */
  failed: 1,
  /** The options, the plan or a file are wrong, or the runtime is too old. */
  usage: 2,
  /** The service could not be started, or was never ready, be it in one scenario only. */
  start: 3,
  /** quiesce itself is at fault. */
  internal: 70,
} as const;

/** How the exit codes are told in help and docs. */
export const EXIT_CODES: readonly (readonly [code: string, meaning: string])[] = [
  ["0", "every scenario that was judged has passed, and at least one was judged"],
  ["1", "a scenario failed, or nothing could be judged (with --strict: one was weak or unjudged)"],
  ["2", "the options, the plan or a file are wrong, or the runtime is too old"],
  ["3", "the service could not be started, or was never ready (if only in one scenario)"],
  ["70", "quiesce itself failed: please report it"],
  ["129, 130, 143", "interrupted by SIGHUP, SIGINT or SIGTERM; nothing that was started is left"],
];
