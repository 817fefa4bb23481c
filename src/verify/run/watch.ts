import { setTimeout as delay } from "node:timers/promises";
import type { Route } from "../settings.ts";
import type { Run } from "./run.ts";

const EVERY_MS = 50;

const LATE_EVERY_MS = 100;

/** The lane of the watch's own requests. */
export const PROBE_LANE = "probe";

/** The lane of requests that come while the service ends. */
export const LATE_LANE = "late";

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

/**
 * Goes on to send requests that take a while, each on a fresh connection, until nobody listens any
 * more: whenever the drain begins, some are in flight.
 */
export async function keepComing(run: Run, route: Route): Promise<void> {
  const gone = run.subject.exited.then(() => false);
  while (!run.subject.isGone) {
    const connection = run.traffic.connect(LATE_LANE);
    const exchange = run.traffic.ask(LATE_LANE, route, { connection });
    void exchange.ended.then(() => connection.close());
    if (!(await Promise.race([connection.connected, gone]))) return;
    await run.sleep(LATE_EVERY_MS);
  }
}

/** Watches from outside until the process is gone, by itself or killed. */
export async function watchToEnd(run: Run): Promise<void> {
  await Promise.all([watch(run), run.gone()]);
}

/** Signals, and watches until the process is gone. */
export async function signalAndWatch(run: Run): Promise<void> {
  run.signal();
  await watchToEnd(run);
}
