/** A promise to the user. Its cases carry its id. */
export interface Promised {
  readonly id: string;
  readonly sentence: string;
}

/** What is promised, in the order in which a reader wants to know it. */
export const PROMISES: readonly Promised[] = [
  {
    id: "EXIT",
    sentence: "After the first trigger the process is gone within `graceMs`, whatever a hook, a " +
      "request, a task or a server does. A blocked event loop is covered by an opt-in watchdog.",
  },
  {
    id: "LOSS",
    sentence: "No request that was accepted is lost, under hot keep-alive load too, and none is " +
      "refused during `delayMs`: give load balancers the time to hear of it (default: 0).",
  },
  {
    id: "ORDER",
    sentence: "What was opened last is closed first, a declared dependency beats that, telemetry " +
      "goes last, and nothing is closed before the work that uses it has ended.",
  },
  {
    id: "CANCEL",
    sentence: "All work has two signals: `stopping` (take nothing new, finish what you hold) and " +
      "`signal` (stop now). Parents reach children, never the reverse; the first reason wins.",
  },
  {
    id: "ACK",
    sentence:
      "“Asked to stop” is never taken for “stopped”: the owner waits until each child has " +
      "ended, and names those that have not.",
  },
  {
    id: "ALL",
    sentence:
      "Every cleanup runs, whatever failed before it and even after the deadline. No error " +
      "is dropped.",
  },
  {
    id: "ONCE",
    sentence: "However often and from wherever it is asked for, one shutdown happens, and every " +
      "caller gets the same report.",
  },
  {
    id: "FORCE",
    sentence:
      "A second signal hurries, a third ends it. A duplicate delivery of one Ctrl-C is not " +
      "a second signal.",
  },
  {
    id: "TRUTH",
    sentence:
      "The exit code and the report say what happened. Nothing that failed, was cut or was " +
      "forced exits with 0.",
  },
  {
    id: "START",
    sentence:
      "A signal, a failure or a timeout during the start stops it and rolls back what had " +
      "been opened, newest first.",
  },
  {
    id: "NAME",
    sentence: "What hangs is named: its path in the tree, its phase, for how long, and where it " +
      "was registered.",
  },
  {
    id: "SAME",
    sentence: "The same program behaves the same on Node, Deno and Bun. A difference is a gap: " +
      "listed below, and tested to be still there.",
  },
];
