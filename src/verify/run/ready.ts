import { setTimeout as delay } from "node:timers/promises";
import { ask } from "../probe/ask.ts";
import { isGood } from "../probe/recognize.ts";
import type { Route, Settings } from "../settings.ts";
import type { Address } from "../wire/connection.ts";
import { type Started, StartError } from "./start.ts";

const LOOK_MS = 50;
const LIMIT_MS = 5_000;

/** What a status says of a service that starts. */
export type IsWanted = (status: number | undefined) => boolean;

/**
 * Waits until a process that takes connections is ready: until its readiness is green or, where it
 * has none, until it answers as in peace.
 *
 * @throws {StartError} if it has ended, or the time for its start is over.
 */
export async function untilReady(
  started: Started,
  address: Address,
  settings: Settings,
): Promise<void> {
  const { ready, fast } = settings.routes;
  if (ready) return await untilAnswer(started, address, settings, ready, isGood);
  if (!fast) return;
  await untilAnswer(started, address, settings, fast, (status) => status === fast.status);
}

/**
 * Asks for a route again and again, until its status is one that is wanted.
 *
 * @throws {StartError} as {@linkcode untilReady}.
 */
export async function untilAnswer(
  { subject, nowMs }: Started,
  address: Address,
  { startMs }: Settings,
  route: Route,
  isWanted: IsWanted,
): Promise<void> {
  for (;;) {
    const { status } = await ask(address, route, { limitMs: LIMIT_MS });
    if (isWanted(status)) return;
    if (subject.isGone) throw notReady("it ended before it was");
    if (nowMs() > startMs) {
      throw notReady(`${route.path} said ${status ?? "nothing"} until ${startMs} ms had passed`);
    }
    await delay(LOOK_MS);
  }
}

function notReady(state: string): StartError {
  return new StartError(`Cannot start the service: it is never ready, ${state}`);
}
