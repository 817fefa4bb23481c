import { setTimeout as delay } from "node:timers/promises";
import type { Run } from "./run.ts";

const EVERY_MS = 50;

/** The lane of the watch's own requests. */
export const PROBE_LANE = "probe";

/**
 * Asks for readiness, or for the fast route where there is none, on a fresh connection again and
 * again, as a load balancer does; until the process is gone.
 */
export async function watch(run: Run): Promise<void> {
  const { routes } = run.settings;
  const route = routes.ready ?? routes.fast;
  if (!route) return;
  while (!run.subject.isGone) {
    const exchange = run.traffic.ask(PROBE_LANE, route, { headers: { Connection: "close" } });
    await Promise.race([exchange.ended, delay(EVERY_MS * 4)]);
    await delay(EVERY_MS);
  }
}

/** Signals, and watches from outside until the process is gone, by itself or killed. */
export async function signalAndWatch(run: Run): Promise<void> {
  run.signal();
  await Promise.all([watch(run), run.gone()]);
}
