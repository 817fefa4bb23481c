import { aFunction } from "../check/mod.ts";
import { aScope } from "./a-scope.ts";
import { placeOf, type Scope } from "../core/mod.ts";
import {
  type Consumed,
  type ConsumeOptions,
  consumeSettings,
  type MessageHandler,
} from "./consume-options.ts";
import { Consumer } from "./consumer.ts";
import type { MessageEnds, MessageSource } from "./message-source.ts";
import { checkSource } from "./taker.ts";

/**
 * Takes messages from `source` and gives each to `work`, as a task of `scope`: the loop of a worker.
 *
 * Each message is acknowledged when its handler, and all that it opened in its own scope, has ended
 * well. It is handed back, once, when the handler throws or is cut. Unlike a pool, it keeps no queue
 * of its own: it asks for a message only when it has a hand free. Where messages are there at once,
 * the event loop still gets a turn every 5 ms or so, between two messages.
 *
 * **Ends**: when the scope is asked to stop or the source is at its end, and no message is in hand.
 * The scope waits for that as well. **Cancelled**: a stop takes nothing new: a `receive` in flight
 * is aborted, an iteration is told to return, and a message that comes nevertheless is handed back,
 * or worked off when the source has no `release`. The messages in hand are finished. An abort
 * reaches the handlers; a message whose handler has not ended `unwindMs` later goes back without it.
 * **Late**: on a closed scope nothing is taken. A source that cannot be asked ends the loop: it
 * rejects with that error, once no message is in hand; wrap `receive` in `retry` to try again. What
 * `ack` and `release` throw is reported by the scope.
 *
 * @throws {QuiesceError} `BAD_OPTION` when the source, the scope, the handler or an option is not as
 * it must be
 *
 * @example Finish the message in hand when asked to stop, and take no other
 * ```ts
 * import { Scope } from "quiesce";
 * import { consume } from "quiesce/wrap";
 *
 * const waiting = ["a", "b", "c"];
 * const queue = {
 *   receive: () => Promise.resolve(waiting.shift()),
 *   ack: (message: string) => console.log(`worked off ${message}`),
 *   release: (message: string) => waiting.unshift(message),
 * };
 * const scope = new Scope("worker");
 * const { acked } = await consume(queue, scope, (message) => {
 *   if (message === "b") scope.stop("enough");
 * });
 * console.assert(acked === 2 && waiting[0] === "c");
 * ```
 */
export function consume<M>(
  source: AsyncIterable<M> & MessageEnds<M>,
  scope: Scope,
  work: MessageHandler<M>,
  options?: ConsumeOptions<M>,
): Promise<Consumed>;
/** Takes messages from a queue, which is asked for one at a time. **Ends** as it says above. */
export function consume<M>(
  source: MessageSource<M>,
  scope: Scope,
  work: MessageHandler<M>,
  options?: ConsumeOptions<M>,
): Promise<Consumed>;
export async function consume<M>(
  source: MessageSource<M>,
  scope: Scope,
  work: MessageHandler<M>,
  options: ConsumeOptions<M> = {},
): Promise<Consumed> {
  const place = placeOf(consume);
  checkSource(source);
  aScope("consume", "scope", scope);
  aFunction("consume", "work", work);
  const settings = consumeSettings(options, scope);
  const task = scope.spawn(settings.name, (own) => {
    return new Consumer(source, work, { scope: own, owner: scope, settings, place }).run();
  }, { place });
  const outcome = await task.outcome;
  if (outcome.end === "failed") throw outcome.error;
  if (outcome.end !== "done") return { acked: 0, returned: 0, failed: 0 };
  const { consumed, failure } = outcome.value;
  if (failure !== undefined) throw failure.error;
  return consumed;
}
