import { badOption } from "../check/mod.ts";
import { type Release, release } from "../core/mod.ts";

/** What {@linkcode listen} needs of an event emitter, such as that of Node. */
export interface EmitterLike {
  /** Adds a listener. */
  on(type: string, listener: (...args: unknown[]) => void): unknown;
  /** Removes a listener. */
  off(type: string, listener: (...args: unknown[]) => void): unknown;
}

/** What {@linkcode listen} needs of an event target. */
export interface EventTargetLike {
  /** Adds a listener. */
  addEventListener(type: string, listener: (event: Event) => void): void;
  /** Removes a listener. */
  removeEventListener(type: string, listener: (event: Event) => void): void;
}

/** Who hears of the events. */
export interface EventEars {
  event(value: unknown): void;
  /** An emitter gave its `error`, and that was not what was listened to. */
  failed(error: unknown): void;
}

/** Listens to one type of event; what has both shapes is taken for an event target. */
export function subscribe(
  source: EmitterLike | EventTargetLike,
  type: string,
  ears: EventEars,
): Release {
  if (hasMethods<EventTargetLike>(source, "addEventListener", "removeEventListener")) {
    return onTarget(source, type, (event) => ears.event(event));
  }
  if (hasMethods<EmitterLike>(source, "on", "off")) return onEmitter(source, type, ears);
  throw badOption("listen", "source", "an event emitter or an event target", source);
}

function onTarget(
  source: EventTargetLike,
  type: string,
  listener: (event: Event) => void,
): Release {
  source.addEventListener(type, listener);
  return release(() => source.removeEventListener(type, listener));
}

function onEmitter(source: EmitterLike, type: string, ears: EventEars): Release {
  const event = (...args: unknown[]): void => ears.event(args);
  const failed = (error: unknown): void => ears.failed(error);
  source.on(type, event);
  if (type !== "error") source.on("error", failed);
  return release(() => {
    source.off(type, event);
    if (type !== "error") source.off("error", failed);
  });
}

function hasMethods<S>(source: unknown, ...names: readonly string[]): source is S {
  if (typeof source !== "object" && typeof source !== "function") return false;
  const methods = source as Readonly<Record<string, unknown>> | null;
  return names.every((name) => typeof methods?.[name] === "function");
}
