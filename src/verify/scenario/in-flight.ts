import type { Run } from "../run/run.ts";
import type { Exchange } from "../wire/exchange.ts";

/** Says that a run shows nothing when none of `exchanges` is in flight, now that it matters. */
export function expectInFlight(run: Run, exchanges: readonly Exchange[]): void {
  if (exchanges.some(({ hasEnded }) => !hasEnded)) return;
  run.unjudged(
    "no request was in flight at the signal: name a route that takes longer, a second or so",
  );
}
