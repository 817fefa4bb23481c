import type { Run } from "../run/run.ts";
import type { Route } from "../settings.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { AskOptions } from "../wire/traffic.ts";
import { expectInFlight } from "./in-flight.ts";

/** That bytes were sent does not show that the service has read them: it is given a moment. */
const LEAST_MS = 100;

/** Sends a request on each of `count` connections, and returns once they must have been read. */
export async function putInFlight(
  run: Run,
  lane: string,
  route: Route,
  count: number,
  options: AskOptions = {},
): Promise<readonly Exchange[]> {
  const connections = await run.traffic.connectAll(lane, count);
  const exchanges = connections.map((connection) =>
    run.traffic.ask(lane, route, { ...options, connection })
  );
  await Promise.all(exchanges.map(({ sent }) => sent));
  await run.sleep(Math.max(LEAST_MS, route.tookMs / 4));
  expectInFlight(run, exchanges);
  run.stage(`${exchanges.length} requests are in flight`);
  return exchanges;
}

const PEACE_LANE = "peace";

/** Asks once before anything happens; returns whether the answer was the one of the probe. */
export async function answersInPeace(run: Run, route: Route): Promise<boolean> {
  const answer = await run.traffic.ask(PEACE_LANE, route).ended;
  if (answer?.status === route.status) return true;
  const label = `${route.method} ${route.path}`;
  run.unjudged(
    answer
      ? `${label} is answered with ${answer.status} before anything happens, not with ${route.status}`
      : `${label} is not answered, even before anything happens`,
  );
  return false;
}
