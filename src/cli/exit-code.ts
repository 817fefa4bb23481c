/** What the exit codes of `quiesce` say. A code never changes its meaning. */
export const EXIT = {
  /** Every scenario that was judged has passed. */
  passed: 0,
  /** At least one has failed. */
  failed: 1,
  /** The command line, the plan or the file is wrong; nothing was started. */
  usage: 2,
  /** The service could not be started, or never answered. */
  notStarted: 3,
  /** Ended by Ctrl-C; 128 + the number of the signal. */
  interrupted: 130,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const;

/** The same for `--help`. */
export const EXIT_CODES_HELP = `Exit codes:
  0    every scenario that was judged has passed
  1    at least one has failed (with --strict: or was weak, or could not be judged)
  2    the command line, the plan or the file is wrong
  3    the service could not be started, or never answered
  130  ended by Ctrl-C, 143 by SIGTERM; nothing that was started is left behind`;
