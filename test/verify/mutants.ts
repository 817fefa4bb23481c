import { join } from "node:path";
import process from "node:process";
import type { Route, RouteKind, Settings } from "../../src/verify/settings.ts";
import { CAREFUL, route, SETTINGS } from "./judging.ts";
import type { Fault } from "./careful/fault.ts";

/** The careful server with one fault, and what has to be found of it. */
export interface Mutant {
  /** None where the way in which it is started is the fault. */
  readonly fault?: Fault;
  readonly name?: string;
  /** Which has to find the fault. */
  readonly scenario: string;
  readonly verdict: "fail" | "weak";
  /** What has to be among the findings. */
  readonly expect: readonly string[];
  /** How what was found has to be told. */
  readonly says?: RegExp;
  /** Which the fault does not concern, and which has to find nothing. */
  readonly control: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
}

/** For faults that hold the process: no deadline of its own lets it go in time. */
const HELD = { environment: { GRACE_MS: "60000" }, settings: { graceMs: 3_000 } } as const;
const AT_ONCE = { environment: { DELAY_MS: "0" } } as const;
const LONG_DELAY = { environment: { DELAY_MS: "1500" } } as const;
const STARTING = { environment: { START_MS: "3500" } } as const;
const DELAYED = { environment: { DELAY_MS: "1200" }, settings: { delayMs: 1_200 } } as const;
/** So long that most of it is left after 1.5 s in which the service was stopped. */
const LONG = route("slow", "/slow?ms=3000", 3_000);
/** A delay in which all is answered that was in flight at the signal. */
const SERVES_LONG = { environment: { DELAY_MS: "2500" }, settings: { delayMs: 2_500 } } as const;
/** What the probe would have found. */
const MEASURED = {
  settings: {
    routes: {
      ...SETTINGS.routes,
      slow: measured("slow", "slow"),
      stream: measured("stream", `${"part #\n".repeat(9)}END\n`),
    },
  },
};
const SERVER = `"${process.execPath}" "${CAREFUL}"`;
/** Starts the server beside it, and does with a termination what is given. */
const BESIDE = `trap "$0" TERM; ${SERVER} & child=$!; wait $child`;

/** At least one for each scenario. */
export const MUTANTS: readonly Mutant[] = [
  fails("idle-exit", "exits-1", ["EXIT_CODE"], "children"),
  fails("idle-exit", "deaf", ["LATE_EXIT"], "crash", HELD),
  weak("idle-exit", "deaf-to-interrupt", ["SIGINT_UNHEARD"], "slow-requests"),
  fails("idle-exit", "forgotten-timer", ["LATE_EXIT"], "third-signal", HELD),
  fails("slow-requests", "cuts-in-flight", ["LOST"], "idle-exit"),
  fails("slow-requests", "resets-what-it-read", ["LOST"], "idle-exit"),
  fails("slow-requests", "short-answers", ["CUT"], "idle-exit", MEASURED),
  fails("streams", "short-answers", ["CUT"], "idle-exit", MEASURED),
  fails("hot-keep-alive", "resets-what-it-read", ["LOST"], "idle-exit"),
  fails("slow-requests", "destroys-sockets", ["LOST"], "idle-exit", AT_ONCE),
  fails("slow-requests", "accepts-then-drops", ["LOST"], "output", LONG_DELAY),
  fails("slow-requests", "drain-too-short", ["REFUSED", "EXIT_CODE"], "idle-exit", AT_ONCE),
  fails("slow-requests", "keeps-after-answer", ["LATE_EXIT"], "idle-exit", HELD),
  fails("slow-requests", "destroys-sockets", ["LOST"], "idle-exit", SERVES_LONG),
  weak("slow-requests", "ends-idle-late", ["HELD_BY_CLIENTS"], "idle-exit", {
    environment: { GRACE_MS: "60000" },
  }),
  weak("hot-keep-alive", "no-close-header", ["RACES"], "slow-requests"),
  fails("hot-keep-alive", "serves-forever", ["LATE_EXIT"], "silent-connections", HELD),
  fails("hot-keep-alive", "accepts-then-drops", ["LOST"], "output", LONG_DELAY),
  fails("idle-keep-alive", "waits-for-idle", ["LATE_EXIT", "HELD_BY_CLIENTS"], "streams", HELD),
  weak("idle-keep-alive", "ends-idle-late", ["HELD_BY_CLIENTS"], "signal-burst", {
    environment: { GRACE_MS: "60000" },
  }),
  fails("silent-connections", "waits-for-silent", ["LATE_EXIT"], "idle-keep-alive", HELD),
  fails("silent-connections", "waits-for-half-heads", ["LATE_EXIT"], "idle-keep-alive", HELD),
  fails("streams", "cuts-streams", ["CUT"], "slow-requests", AT_ONCE),
  fails("streams", "cuts-streams", ["CUT"], "freeze", SERVES_LONG),
  fails("streams", "keeps-after-answer", ["LATE_EXIT"], "idle-exit", HELD),
  fails("server-sent-events", "tears-events", ["EVENT_TORN"], "streams"),
  weak("server-sent-events", "truncates-events", ["EVENTS_CUT"], "streams"),
  fails("server-sent-events", "holds-events", ["LATE_EXIT"], "streams", HELD),
  fails("web-socket", "holds-sockets", ["LATE_EXIT"], "server-sent-events", HELD),
  fails("web-socket", "tears-message", ["MESSAGE_TORN"], "server-sent-events"),
  weak("web-socket", "no-close-frame", ["NO_CLOSE_FRAME"], "server-sent-events"),
  weak("web-socket", "close-code", ["CLOSE_CODE"], "server-sent-events"),
  fails("uploads", "destroys-bodies", ["LOST|RACE"], "slow-requests"),
  fails("uploads", "short-bodies", ["SHORT_ANSWER"], "slow-requests"),
  fails("pipelining", "drops-second", ["LOST"], "slow-requests"),
  weak("http2", "goaway-code", ["GOAWAY_CODE"], "slow-requests"),
  fails("http2", "destroys-sessions", ["LOST"], "slow-requests", AT_ONCE),
  weak("http2", "goaway-too-low", ["STREAM_REFUSED"], "slow-requests"),
  weak("http2", "no-goaway", ["NO_GOAWAY"], "slow-requests"),
  fails("readiness", "stays-green", ["STAYS_READY"], "slow-requests", DELAYED),
  fails("readiness", "refuses-during-delay", ["REFUSED_IN_DELAY"], "slow-requests", DELAYED),
  weak("readiness", "serves-on", ["SERVES_ON"], "slow-requests", {
    environment: { GRACE_MS: "60000" },
    settings: { delayMs: 500, graceMs: 9_000 },
  }),
  fails("signal-during-start", "listens-anyway", ["LISTENS_ANYWAY"], "idle-exit", {
    environment: { ...STARTING.environment, ...LONG_DELAY.environment },
  }),
  fails("signal-during-start", "start-ends-late", ["LATE_EXIT"], "idle-exit", STARTING),
  weak("signal-during-start", "start-exits-1", ["START_EXIT_CODE"], "idle-exit", STARTING),
  weak("signal-during-start", "start-trace", ["STACK_TRACE"], "idle-exit", STARTING),
  fails("signal-burst", "burst-forces", ["EXIT_CODE"], "slow-requests"),
  weak("signal-burst", "cleans-twice", ["REPEATED"], "slow-requests"),
  fails("second-signal", "ignores-second", ["SECOND_SIGNAL_IGNORED"], "third-signal"),
  fails("second-signal", "second-exits-0", ["EXIT_CODE"], "signal-burst"),
  fails("third-signal", "ignores-repeats", ["THIRD_SIGNAL_IGNORED"], "signal-burst", HELD),
  fails("third-signal", "second-exits-0", ["EXIT_CODE"], "signal-burst"),
  fails("never-ending-request", "no-deadline", ["LATE_EXIT"], "second-signal"),
  fails("never-ending-request", "skips-cleanup", ["CLEANUP_SKIPPED"], "slow-requests"),
  weak("never-ending-request", "cuts-quietly", ["EXIT_HIDES_CUT"], "slow-requests"),
  fails("crash", "crash-lives-on", ["LIVES_ON"], "slow-requests"),
  fails("crash", "crash-exits-0", ["CRASH_HIDDEN"], "slow-requests"),
  fails("crash", "crash-drops", ["LOST"], "slow-requests"),
  fails("freeze", "wall-clock", ["REFUSED"], "idle-keep-alive", {
    environment: { GRACE_MS: "1400" },
    settings: { routes: { ...SETTINGS.routes, slow: LONG } },
  }),
  fails("freeze-query", "wall-clock", ["REFUSED"], "slow-requests", {
    environment: { PATIENCE_MS: "100" },
  }),
  fails("starved", "burns", ["LATE_EXIT"], "children", { settings: { graceMs: 6_500 } }),
  fails("crowd", "drain-too-short", ["REFUSED"], "idle-exit", AT_ONCE),
  fails("crowd", "destroys-sockets", ["LOST"], "idle-exit", SERVES_LONG),
  fails("crowd", "cuts-in-flight", ["LOST"], "idle-exit"),
  fails("dependency-frozen", "query-blocks", ["LATE_EXIT"], "dependency-refused", HELD),
  fails("dependency-refused", "query-exits", ["UNANSWERED"], "freeze-query"),
  fails("dependency-refused", "query-retries", ["LATE_EXIT"], "freeze-query", HELD),
  fails("dependency-reset", "query-exits", ["UNANSWERED"], "dependency-frozen"),
  fails("dependency-reset", "query-retries", ["LATE_EXIT"], "freeze-query", HELD),
  fails("total-time", "no-deadline", ["LATE_EXIT"], "slow-requests"),
  fails("total-time", "holds-events", ["LATE_EXIT"], "slow-requests", HELD),
  fails("output", "cuts-output", ["OUTPUT_CUT"], "slow-requests"),
  fails("children", "leaves-child", ["ORPHANED"], "slow-requests"),
  fails("exit-code", "exits-1", ["EXIT_CODE"], "children"),
  {
    ...started("a shell that passes no signal on", ["SIGNAL_SWALLOWED"], `${SERVER}; true`),
    control: "dependency-refused",
  },
  {
    ...started("npm start", ["SIGNAL_SWALLOWED"], ""),
    says: /^npm/,
    settings: { command: ["npm", "start"], cwd: join(import.meta.dirname, "launched") },
    control: "dependency-refused",
  },
  started("a shell that hears no signal", ["SIGNAL_SWALLOWED"], BESIDE, ""),
  {
    ...started("a shell that does not wait", ["NOT_WAITED_FOR"], BESIDE, "kill $child; exit 0"),
    environment: { DELAY_MS: "1200" },
  },
  started("a shell that lives on", ["LAUNCHER_LIVES_ON"], `${BESIDE}; sleep 60`, ""),
  started(
    "a shell that has a code of its own",
    ["EXIT_CODE_CHANGED"],
    `${BESIDE}; wait $child; exit 7`,
    "kill $child",
  ),
];

/** What to call it. */
export function nameOf({ fault, name = "" }: Mutant): string {
  return fault === undefined ? name : `"${fault}"`;
}

function measured(kind: RouteKind, { length }: string): Route {
  const size = { bodyBytes: length, foldedBytes: length };
  // SAFETY: each kind is in the settings.
  return { ...SETTINGS.routes[kind] as Route, answers: [size, size] };
}

type Rest = Pick<Mutant, "environment" | "settings">;

function fails(
  scenario: string,
  fault: Fault | undefined,
  expect: readonly string[],
  control: string,
  rest: Rest = {},
): Mutant {
  return { scenario, verdict: "fail", ...(fault && { fault }), expect, control, ...rest };
}

/** The careful server behind a shell: nothing is wrong with it but how it is started. */
function started(name: string, expect: readonly string[], script: string, trap = ""): Mutant {
  const command = ["sh", "-c", script, trap] as const;
  const settings = { command, graceMs: 4_000 };
  return { ...fails("exit-code", undefined, expect, "children"), name, settings };
}

function weak(
  scenario: string,
  fault: Fault,
  expect: readonly string[],
  control: string,
  rest: Rest = {},
): Mutant {
  return { ...fails(scenario, fault, expect, control, rest), verdict: "weak" };
}
