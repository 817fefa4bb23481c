import type { Lifecycle, LifecycleEvent, Release } from "../core/mod.ts";

/** What has happened in a life, from the moment on at which it was recorded. */
export interface Recorder {
  /** Every event, oldest first, as the life told it. */
  readonly events: readonly LifecycleEvent[];
  /** Every event as a short text, such as `state.changed ready` or `hook.settled close/db done`. */
  names(): string[];
  /** Stops recording. What was recorded stays. */
  readonly release: Release;
}

/**
 * Records what happens in a life, so that a test can look at the order of things afterwards.
 *
 * @example See that the database is closed after the server
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { recorder } from "quiesce/testing";
 *
 * const life = new Lifecycle();
 * const recorded = recorder(life);
 * life.use("database", {}, () => {});
 * life.use("server", {}, () => {});
 * life.ready();
 * await life.shutdown();
 * const settled = recorded.names().filter((name) => name.startsWith("hook.settled"));
 * console.assert(
 *   settled.join() === "hook.settled close/server done,hook.settled close/database done",
 * );
 * ```
 */
export function recorder(life: Lifecycle): Recorder {
  const events: LifecycleEvent[] = [];
  const release = life.on("*", (event) => void events.push(event));
  return { events, names: () => events.map(nameOf), release };
}

function nameOf(event: LifecycleEvent): string {
  const about = subjectOf(event);
  return about === "" ? event.type : `${event.type} ${about}`;
}

function subjectOf({ type, detail }: LifecycleEvent): string {
  switch (type) {
    case "state.changed":
      return detail.to;
    case "phase.started":
    case "phase.ended":
      return detail.phase;
    case "hook.started":
      return `${detail.phase}/${detail.hook}`;
    case "hook.settled":
      return `${detail.phase}/${detail.hook} ${detail.end}`;
    case "gate.closed":
    case "gate.idle":
      return detail.gate;
    case "error.caught":
      return detail.from;
    default:
      return "";
  }
}
