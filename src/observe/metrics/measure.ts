import { type Lifecycle, type Release, release } from "../../core/mod.ts";
import { declareFirst } from "./declared.ts";
import { tellOfEveryCancellation } from "./every-cancellation.ts";
import { type LoopDelay, loopDelay } from "./loop-delay.ts";
import { readings } from "./readings.ts";
import type { MetricSink, Reading } from "./sink.ts";
import { tellOfCancellations, tellOfEnd, tellOfPhases } from "./told.ts";

/** What {@linkcode measure} may be given. */
export interface MeasureOptions {
  /** How the delay of the event loop is measured. Default: by a timer that keeps nothing alive. */
  readonly loopDelay?: () => LoopDelay;
  /**
   * Whether `quiesce_cancellation_seconds` also counts every scope of the process that is stopped or
   * aborted by itself, and not only the shutdown. Costs a look-up for each scope that closes, and the
   * one place that the core has for a tracker, which `quiesce/leak` needs too. Default: false.
   */
  readonly everyCancellation?: boolean;
}

/** Undoes a {@linkcode measure}; and reads what is asked for rather than told. */
export interface Measurement extends Release {
  /** Every gauge, and the counters that gates keep themselves, as they are now. */
  read(): readonly Reading[];
}

/**
 * Measures a life: tells `sink` what happens, and reads the rest when asked.
 *
 * What alerts ask for is declared at once.
 * Nothing is done per request. A shutdown that is called off is none. The event loop is watched
 * until the life has stopped, by a timer that does not keep the process alive.
 *
 * **Again**: each measurement is its own; the longest delay of the event loop is since its own last
 * reading. **Late**: of a life that has stopped there is only what can be read.
 *
 * @throws {QuiesceError} `WRONG_STATE` for `everyCancellation` while somebody else tracks
 *
 * @example Hear how long a shutdown took
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { measure } from "quiesce/observe";
 *
 * const life = new Lifecycle();
 * const heard: string[] = [];
 * const measurement = measure(life, {
 *   add: ({ name }) => void heard.push(name),
 *   record: ({ name }, value) => void (value >= 0 && heard.push(name)),
 * });
 * const states = measurement.read().filter(({ definition }) => definition.name === "quiesce_state");
 * console.assert(states.find(({ value }) => value === 1)?.labels["state"] === "starting");
 * await life.shutdown("the example is over");
 * console.assert(heard.includes("quiesce_shutdown_seconds"));
 * ```
 */
export function measure(
  life: Lifecycle,
  sink: MetricSink,
  options: MeasureOptions = {},
): Measurement {
  // First, since it may throw, and nothing is left behind then.
  const untrack = options.everyCancellation ? [tellOfEveryCancellation(life, sink)] : [];
  const delay = (options.loopDelay ?? loopDelay)();
  const cut = new Map<string, number>();
  // One that began before has left no better time.
  let startedMs = life.remainingMs() === Infinity ? 0 : life.clock.wallMs();
  declareFirst(life, sink);
  const releases = [
    ...untrack,
    delay.release,
    ...tellOfPhases(life, sink),
    life.on("shutdown.requested", () => void (startedMs = life.clock.wallMs())),
    life.on("shutdown.called-off", () => void (startedMs = 0)),
    life.on("stopped", ({ report }) => {
      delay.release();
      for (const gate of report.gates) cut.set(gate.gate, (cut.get(gate.gate) ?? 0) + gate.cut);
      tellOfEnd(sink, report);
    }),
    ...tellOfCancellations(life, sink),
  ];
  return Object.assign(release(() => releases.forEach((each) => each())), {
    read: () => readings(life, { cut, heldMs: delay.take(), startedMs }),
  });
}
