import { PlanError } from "../plan/plan-error.ts";
import type { FaultProxy } from "../proxy/fault-proxy.ts";
import type { Route, RouteKind } from "../settings.ts";
import type { AnswerSize } from "../wire/answer-size.ts";
import type { Address } from "../wire/socket.ts";
import { ask, type AskOptions, type Heard } from "./ask.ts";
import { absentPath, candidate, PATHS } from "./candidate.ts";
import {
  type Absent,
  isEventStream,
  isGood,
  isHanging,
  isRoute,
  isSlow,
  isSocket,
  isStream,
  isUpload,
  SLOW_MS,
} from "./recognize.ts";

/** For how long an answer is waited for. */
const LIMIT_MS = 5_000;
/** Nothing that is looked for by name may take longer until it says its first word. */
const HANG_MS = 2_000;
/** For how long routes are guessed at all. */
const GUESSING_MS = 30_000;
/** Between the halves of an upload. */
const PAUSE_MS = 300;
const TIMES = 3;

const KINDS_OF_ONE_ANSWER: readonly RouteKind[] = ["fast", "slow", "stream", "query", "ready"];

/** Kinds that are good for something only if they take a while again and again. */
const LONG_KINDS: readonly RouteKind[] = ["slow", "stream"];

/** Asks a service that has just been started what it answers. */
export class Prober {
  readonly #address: Address;
  readonly #proxy: FaultProxy | undefined;
  readonly #absent: Absent;
  readonly #endMs: number = performance.now() + GUESSING_MS;

  private constructor(address: Address, absent: Absent, proxy: FaultProxy | undefined) {
    this.#address = address;
    this.#absent = absent;
    this.#proxy = proxy;
  }

  /** Asks for paths that cannot exist first: some services answer 200 to everything. */
  static async meet(address: Address, proxy?: FaultProxy): Promise<Prober> {
    const askForNone = (): Promise<Heard> =>
      ask(address, candidate("fast", absentPath()), { limitMs: LIMIT_MS });
    return new Prober(address, [await askForNone(), await askForNone()], proxy);
  }

  /** Looks for a route of a kind where such routes are found. */
  async find(kind: Exclude<RouteKind, "crash">): Promise<Route | undefined> {
    for (const path of PATHS[kind]) {
      if (performance.now() > this.#endMs) break;
      const route = candidate(kind, path);
      const passed = this.#proxy?.bytes ?? 0;
      const heard = await this.#ask(route);
      if (!this.#is(kind, heard, passed)) continue;
      const measured = await this.#measured(route, heard);
      // The first answer of a path may be late for once.
      if (!LONG_KINDS.includes(kind) || measured.tookMs >= SLOW_MS) return measured;
    }
    return kind === "fast" ? await this.#anyAnswer() : undefined;
  }

  /** Asks for a route that the plan names, and how long it takes. */
  async measure(route: Route): Promise<Route> {
    // Asked for, each of the two would do what only a scenario wants of it.
    if (route.kind === "hang" || route.kind === "crash") return route;
    const heard = await this.#ask(route);
    const isWanted = route.kind === "socket"
      ? isSocket(heard)
      : isGood(heard.status) || isMoved(heard);
    if (isWanted) return await this.#measured(route, heard);
    const state = heard.status ?? heard.silence ?? `no answer within ${LIMIT_MS} ms`;
    const advice = "name another path, or its headers in a plan";
    throw new PlanError(
      `Cannot use the route ${route.kind}=${route.path}: ${route.method} gave ${state}; ${advice}`,
    );
  }

  /** The status of `/`, which says more than that no route was found. */
  async rootStatus(): Promise<number | undefined> {
    return (await this.#ask(candidate("fast", "/"))).status;
  }

  #ask(route: Route): Promise<Heard> {
    return ask(this.#address, route, optionsFor(route.kind));
  }

  #is(kind: RouteKind, heard: Heard, passed: number): boolean {
    if (kind === "slow") return isSlow(heard);
    if (kind === "stream") return isStream(heard);
    if (kind === "events") return isEventStream(heard);
    if (kind === "socket") return isSocket(heard);
    if (kind === "upload") return isUpload(heard, PAUSE_MS);
    if (kind === "hang") return isHanging(heard, this.#absent);
    if (kind === "query") return isGood(heard.status) && (this.#proxy?.bytes ?? 0) > passed;
    // What is red at first may be a route of readiness too.
    if (kind === "ready" && heard.status === 503 && this.#absent[0].status !== 503) return true;
    return isRoute(heard, this.#absent) && !isSlow(heard);
  }

  /** A service that says 404 or 401 to all that we know still answers: that is what it does in peace. */
  async #anyAnswer(): Promise<Route | undefined> {
    const route = candidate("fast", "/");
    const heard = await this.#ask(route);
    const isUsable = heard.endMs !== undefined && (heard.status ?? 500) < 500;
    return isUsable ? await this.#measured(route, heard) : undefined;
  }

  /** The median of three: the first one warms up what is behind it. */
  async #measured(route: Route, first: Heard): Promise<Route> {
    const status = first.status ?? 200;
    const heard = [first];
    if (KINDS_OF_ONE_ANSWER.includes(route.kind)) {
      while (heard.length < TIMES) heard.push(await this.#ask(route));
    }
    const took = heard.map((each) => tookMs(route, each)).toSorted((a, b) => a - b);
    return {
      ...route,
      status,
      tookMs: Math.round(took[Math.floor(took.length / 2)] ?? 0),
      ...(LONG_KINDS.includes(route.kind) && { answers: sizesOf(heard, status) }),
    };
  }
}

function optionsFor(kind: RouteKind): AskOptions {
  if (kind === "socket") return { limitMs: HANG_MS, headers: UPGRADE };
  if (kind === "events") return { limitMs: HANG_MS, headers: { Accept: "text/event-stream" } };
  if (kind === "upload") return { limitMs: LIMIT_MS, body: "in two parts", pauseMs: PAUSE_MS };
  return { limitMs: kind === "hang" ? HANG_MS : LIMIT_MS };
}

/** Of those that were whole. */
function sizesOf(all: readonly Heard[], status: number): readonly AnswerSize[] {
  const whole = all.filter((heard) => heard.endMs !== undefined && heard.status === status);
  return whole.map(({ bodyBytes, foldedBytes }) => ({ bodyBytes, foldedBytes }));
}

const UPGRADE: Readonly<Record<string, string>> = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "cXVpZXNjZSB2ZXJpZnkgMQ==",
};

function isMoved({ status }: Heard): boolean {
  return status !== undefined && status >= 300 && status < 400;
}

/** Until the answer was whole, or, of what has no end, until it began. */
function tookMs({ kind }: Route, { endMs, headMs }: Heard): number {
  return (endMs ?? headMs ?? 0) - (kind === "upload" ? PAUSE_MS : 0);
}
