import type { EventEmitter } from "node:events";
import { type Release, release } from "../../src/core/mod.ts";

/**
 * Takes an event before its listeners do. Returning `true` keeps it from them; {@linkcode Pass}
 * hands it on later.
 */
export type Interceptor = (event: string, first: unknown, second: unknown, pass: Pass) => boolean;

/**
 * Hands an event with two arguments on to its listeners. `before` is called ahead of them, inside of
 * what has wrapped `emit` before us.
 */
export type Pass = (event: string, first: unknown, second: unknown, before?: () => void) => void;

/**
 * Lets `intercept` see each event of `emitter` first.
 *
 * Listeners that were added earlier, and those that replace all others as some WebSocket libraries
 * do, would get around a listener of ours; nothing gets around `emit`.
 */
export function interceptEvents(emitter: EventEmitter, intercept: Interceptor): Release {
  const { emit } = emitter;
  const wasOwn = Object.hasOwn(emitter, "emit");
  const pass: Pass = (event, first, second, before) => {
    if (before === undefined) return void emit.call(emitter, event, first, second);
    emitter.prependOnceListener(event, before);
    try {
      emit.call(emitter, event, first, second);
    } finally {
      // It stays when a wrapper has not come as far as the listeners.
      emitter.off(event, before);
    }
  };
  const intercepting = function (
    this: EventEmitter,
    event: string,
    first?: unknown,
    second?: unknown,
  ): boolean {
    if (intercept(event, first, second, pass)) return true;
    // Unlike rest parameters, which make an array for each event, these cost nothing.
    return emit.apply(emitter, arguments as unknown as Parameters<EventEmitter["emit"]>);
  };
  emitter.emit = intercepting;
  return release(() => {
    // Somebody else may have wrapped it meanwhile; theirs must not be thrown away.
    if (emitter.emit !== intercepting) return;
    if (wasOwn) emitter.emit = emit;
    else delete (emitter as { emit?: unknown }).emit;
  });
}
