import type { PlannedRoute, PlannedRoutes } from "../plan/plan.ts";
import { routeOf } from "../plan/planned-route.ts";
import { untilAnswer } from "../run/ready.ts";
import { answering, start, type Started, StartError, stop } from "../run/start.ts";
import { type Route, ROUTE_KINDS, type RouteKind, type Settings } from "../settings.ts";
import { speaksHttp2 } from "../wire/http2.ts";
import type { Address } from "../wire/socket.ts";
import { absentPath, candidate } from "./candidate.ts";
import { Prober } from "./prober.ts";
import { isGood } from "./recognize.ts";

/** What was found out. */
export interface Found {
  readonly routes: Settings["routes"];
  readonly http2: boolean;
  /** Where it listens, when that is not where it was told to. */
  readonly elsewhere: Address | undefined;
  /** What `/` says, when there is no route at all. */
  readonly rootStatus: number | undefined;
}

/**
 * Starts the service once, and finds out what it answers. Sends nothing but GET, a WebSocket's
 * opening and, to a few paths, a small POST.
 *
 * @throws {StartError} if it cannot be started, or is never ready.
 */
export async function probe(
  settings: Settings,
  planned: PlannedRoutes,
  signal?: AbortSignal,
): Promise<Found> {
  signal?.throwIfAborted();
  const started = await start(settings, { proxied: settings.dependency !== undefined });
  const killIt = (): void => void started.subject.kill();
  signal?.addEventListener("abort", killIt, { once: true });
  try {
    return await unlessAborted(look(started, settings, planned), signal);
  } catch (error) {
    // That it was called off comes first: without the process nothing answers.
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", killIt);
    await stop(started);
  }
}

/** What is under way ends by itself, once the process is gone. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  if (signal?.aborted) reject(signal.reason);
  signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  work.then(resolve, reject);
  return promise;
}

async function look(started: Started, settings: Settings, planned: PlannedRoutes): Promise<Found> {
  const address = await answering(started, settings);
  // A service that is not ready yet says nothing of what it can do; some then say 503 to all.
  const anyPath = candidate("fast", absentPath());
  await untilAnswer(started, address, settings, anyPath, (status) => status !== 503);
  const prober = await Prober.meet(address, started.proxy);
  const readiness = await readinessOf(prober, planned.ready);
  if (readiness) await untilAnswer(started, address, settings, readiness, isGood);
  const ready = readiness && await prober.measure(readiness);
  const others = ROUTE_KINDS.filter((kind) => kind !== "ready" && kind !== "query");
  const found = await Promise.all(others.map((kind) => routeFor(prober, kind, planned[kind])));
  // What passes to the dependency meanwhile must come of this alone.
  const query = settings.dependency || planned.query
    ? await routeFor(prober, "query", planned.query)
    : undefined;
  const http2 = await speaksHttp2(address);
  if (started.subject.isGone) throw endedMeanwhile(started);
  const routes = [...found, ready, query].flatMap((route) => route ? [[route.kind, route]] : []);
  const rootStatus = routes.length === 0 ? await prober.rootStatus() : undefined;
  const elsewhere = address.port === started.address.port ? undefined : address;
  return { routes: Object.fromEntries(routes) as Settings["routes"], http2, elsewhere, rootStatus };
}

async function readinessOf(
  prober: Prober,
  planned: PlannedRoute | null | undefined,
): Promise<Route | undefined> {
  if (planned) return routeOf("ready", planned);
  return planned === null ? undefined : await prober.find("ready");
}

async function routeFor(
  prober: Prober,
  kind: RouteKind,
  planned: PlannedRoute | null | undefined,
): Promise<Route | undefined> {
  if (planned) return await prober.measure(routeOf(kind, planned));
  return planned === null || kind === "crash" ? undefined : await prober.find(kind);
}

function endedMeanwhile({ subject }: Started): StartError {
  const { code = null, signal = null } = subject.exit ?? {};
  const advice = "name its routes, with null for what must not be asked for, in a plan";
  return new StartError(
    `Cannot look at the service: it ended with ${
      code ?? signal
    } while its routes were looked for; ${advice}`,
  );
}
