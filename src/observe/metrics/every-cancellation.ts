import { type Lifecycle, type Release, track, type Tracked, type Tracker } from "../../core/mod.ts";
import { attempt } from "./attempt.ts";
import { METRICS } from "./definitions.ts";
import type { MetricSink } from "./sink.ts";

interface Begun {
  readonly kind: "stop" | "abort";
  readonly startMs: number;
}

/**
 * Tells `sink` of every scope of the process that was stopped or aborted by itself, how long it took
 * to close. The root of `life` is left to those who follow its shutdown.
 */
export function tellOfEveryCancellation(life: Lifecycle, sink: MetricSink): Release {
  const begun = new WeakMap<Tracked, Begun>();
  return track({
    ...DEAF,
    cancelling({ origin, isAbort }) {
      if (origin === life.scope || origin.isClosed) return;
      begun.set(origin, { kind: isAbort ? "abort" : "stop", startMs: life.clock.nowMs() });
    },
    closed(subject) {
      const found = begun.get(subject);
      if (!found || !begun.delete(subject)) return;
      const tookMs = life.clock.nowMs() - found.startMs;
      attempt(life, () => sink.record(METRICS.cancellation, tookMs / 1_000, { kind: found.kind }));
    },
  });
}

const DEAF: Tracker = {
  opened: () => {},
  closed: () => {},
  signalMade: () => {},
  listened: () => {},
  cancelling: () => {},
  told: () => {},
  passed: () => {},
};
