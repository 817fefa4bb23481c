import { fault, lateExit, shortcoming } from "../judge/findings.ts";
import type { Fault } from "../proxy/fault-proxy.ts";
import { dependencyAddress } from "../proxy/dependency-address.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { signalAndWatch } from "../run/watch.ts";
import type { Settings } from "../settings.ts";
import { ANY_STATUS } from "../wire/exchange.ts";
import { answersInPeace, putInFlight } from "./put-in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "query";
const REQUESTS = 5;

/** What a dependency does when the service is to end, and what is then expected of that. */
export interface DependencyFault {
  readonly id: string;
  readonly title: string;
  readonly promise: string;
  readonly fault: Fault;
  /** Whether the service is told: then it can answer at once. */
  readonly isTold: boolean;
}

/** A scenario in which the dependency fails just before the signal. */
export function dependencyScenario(what: DependencyFault): Scenario {
  return {
    id: what.id,
    group: "dependencies",
    title: what.title,
    promise: what.promise,
    needs: needsDependency,
    start: () => ({ proxied: true }),
    drive: (run) => drive(run, what.fault),
    judge: (record, settings) => [
      ...unanswered(record, what),
      ...lateExit(record, settings),
    ],
  };
}

function needsDependency({ routes, dependency }: Settings): string | undefined {
  if (!dependency) {
    return "no dependency is known: name the variable that holds its address with " +
      "--dependency VARIABLE, as in DATABASE_URL";
  }
  if (!routes.query) {
    return "no route is known that asks the dependency: name one with --route query=/path";
  }
  try {
    dependencyAddress(dependency.value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function drive(run: Run, kind: Fault): Promise<void> {
  const query = run.route("query");
  // In peace it must answer through the proxy, or else the fault would be the judge's own.
  if (!(await answersInPeace(run, query))) return;
  if (run.proxy.bytes === 0) {
    const { variable = "" } = run.settings.dependency ?? {};
    return run.unjudged(`nothing went to the dependency by ${variable}: is it read from there?`);
  }
  await putInFlight(run, LANE, query, REQUESTS, { expects: ANY_STATUS });
  await run.proxy.turn(kind);
  run.mark("act", `dependency: ${kind}`);
  run.stage(`the dependency is put under "${kind}"`);
  await signalAndWatch(run);
}

/**
 * Any answer is an honest one, an error too: the client knows, and nothing is half done. Without an
 * answer it waits for its own timeout, and cannot tell whether to repeat.
 */
function unanswered(record: RunRecord, { isTold }: DependencyFault): readonly Finding[] {
  const left = record.requests.filter(({ lane, class: kind }) =>
    lane === LANE && kind !== "answered" && kind !== "refused"
  );
  if (left.length === 0) return [];
  const what = `${left.length} of ${REQUESTS} requests that asked the dependency got no answer: ${
    left[0]?.how
  }`;
  // Who is told nothing can only have a timeout: that there is none is not the shutdown's fault.
  if (!isTold) return [shortcoming("UNANSWERED", what, ADVICE_TIMEOUT)];
  return [fault("UNANSWERED", what, ADVICE_ERROR, left.map(({ id }) => id))];
}

const ADVICE_ERROR =
  "Catch what the client of the dependency throws, and answer with 502 or 503; do not let it end the process.";
const ADVICE_TIMEOUT =
  "Give each request to the dependency a timeout, abort it when the shutdown's deadline comes near, and answer with 503 or 504.";
