// What each service of the comparison is told by its environment, and what it says: the same for all.
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

export const HOSTNAME = "127.0.0.1";
export const PORT: number = numberOf("PORT", 3000);
/** The deadline of the shutdown, where the library has one. */
export const GRACE_MS: number = numberOf("GRACE_MS", 5_000);
/** For how long it is to serve on after the signal, where the library offers it. */
export const DELAY_MS: number = numberOf("DELAY_MS", 0);
/** `host:port` of what `/query` asks. Without one there is no such route. */
export const DEPENDENCY: string | undefined = process.env["DEPENDENCY"];

/** Stands for all that a service has to do before it can listen; who has a signal can stop it. */
export async function startUp(signal?: AbortSignal): Promise<void> {
  await sleep(numberOf("START_MS", 0), undefined, signal && { signal });
}

/** Says where it listens, as soon as it does. */
export function sayListening(): void {
  console.log(`listening on http://${HOSTNAME}:${PORT}`);
}

/** Stops once, on the first signal: for libraries that leave signals to their user. */
export function onStopSignal(stop: () => unknown): void {
  let isStopping = false;
  const first = (): void => {
    if (isStopping) return;
    isStopping = true;
    void stop();
  };
  process.on("SIGTERM", first);
  process.on("SIGINT", first);
}

function numberOf(name: string, otherwise: number): number {
  return Number(process.env[name] ?? otherwise);
}
