import type { EventEmitter } from "node:events";
import { type Release, release } from "../../src/core/mod.ts";

/** Takes an event before its listeners do. Returning `true` keeps it from them. */
export type Interceptor = (event: string, args: readonly unknown[], pass: () => void) => boolean;

/**
 * Lets `intercept` see each event of `emitter` first. `pass` hands the event on, now or later.
 *
 * Listeners that were added earlier, and those that replace all others as some WebSocket libraries
 * do, would get around a listener of ours; nothing gets around `emit`.
 */
export function interceptEvents(emitter: EventEmitter, intercept: Interceptor): Release {
  const { emit } = emitter;
  const wasOwn = Object.hasOwn(emitter, "emit");
  const intercepting = function (this: EventEmitter, event: string, ...args: unknown[]): boolean {
    const pass = (): void => void emit.call(emitter, event, ...args);
    return intercept(event, args, pass) || emit.call(emitter, event, ...args);
  };
  emitter.emit = intercepting;
  return release(() => {
    // Somebody else may have wrapped it meanwhile; theirs must not be thrown away.
    if (emitter.emit !== intercepting) return;
    if (wasOwn) emitter.emit = emit;
    else delete (emitter as { emit?: unknown }).emit;
  });
}
