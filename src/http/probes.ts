import { aFunction, badOption } from "../check/mod.ts";
import type { Health, Lifecycle } from "../core/mod.ts";
import {
  Check,
  type CheckChanged,
  type CheckFunction,
  type DependencyCheck,
} from "./dependency-check.ts";
import { exemptPathsOf } from "./exemption.ts";
import { pathOf } from "./path-of.ts";
import { isOk, probeAnswer, type ProbeRequest } from "./probe-answer.ts";
import { rememberProbes } from "./probe-paths.ts";

/** Where the probes are, and what they ask for. */
export interface ProbeOptions {
  /** Whether it should be left alone rather than killed. Stays green while it drains. Default: `/livez`. */
  readonly live?: string;
  /** Whether it should be sent work. Turns red first of all. Default: `/readyz`. */
  readonly ready?: string;
  /** Whether its start is over. Default: `/startupz`. */
  readonly started?: string;
  /** What the service depends on, by name. Asked for while it is ready, by no probe of its life. */
  readonly checks?: Readonly<Record<string, CheckFunction | DependencyCheck>>;
  /**
   * Whether answers say why a check has failed. A message may hold names of hosts and of users, so
   * turn it on where only those ask who may know. Default: false.
   */
  readonly reasons?: boolean;
  /** Is told when a check begins to fail, with what it threw; and with `undefined` when it is well. */
  readonly checkChanged?: CheckChanged;
}

/** Answers a probe, and nothing else. With checks, the answer may be one that is to come. */
export type ProbeHandler<Answer = Response> = (request: ProbeRequest) => Answer | undefined;

/**
 * Makes a handler for the probes of Kubernetes and its like: 200 or 503, and the state as JSON. It
 * returns `undefined` for all other paths, so it goes before a handler or on a port of its own.
 *
 * The paths are exempt from then on: no server of this life counts or refuses them. With `?verbose`
 * the answer is text, a line for the state and for each check. GET, HEAD and OPTIONS are answered.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is wrong
 *
 * @example Probes before a handler
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { probes } from "quiesce/node";
 *
 * const life = new Lifecycle();
 * const probe = probes(life);
 * const handle = (request: Request): Response => probe(request) ?? new Response("ok");
 * console.assert(handle(new Request("http://localhost/readyz")).status === 503);
 * life.ready();
 * console.assert(handle(new Request("http://localhost/readyz")).status === 200);
 * ```
 */
export function probes(
  life: Lifecycle,
  options?: ProbeOptions & { readonly checks?: never },
): ProbeHandler;
/**
 * Makes a handler that also asks for what the service depends on: readiness and the start are red
 * while a check fails. Liveness never is, since a restart heals no dependency.
 *
 * **Ends**: the answer, within the longest `timeoutMs`; at once when the life is not ready, and then
 * no check is called. **Again**: all who probe at a time share one call, and what it found is told
 * again for `cacheMs`. A start that was over once stays so. **Cancelled**: a shutdown aborts the
 * signals of the checks and answers red. **Late**: a check that ignores its signal is left behind;
 * it has failed, and is not called again before it ends.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is wrong, such as a check that affects `live`
 *
 * @example Not ready without the database
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { probes } from "quiesce/node";
 *
 * const life = new Lifecycle();
 * const database = { ping: () => Promise.reject(new Error("connection refused")) };
 * const probe = probes(life, { checks: { database: () => database.ping() } });
 * life.ready();
 * const answer = await probe(new Request("http://localhost/readyz"));
 * console.assert(answer?.status === 503);
 * console.assert((await answer?.json()).checks.database === "failed");
 * ```
 */
export function probes(
  life: Lifecycle,
  options: ProbeOptions,
): ProbeHandler<Response | Promise<Response>>;
export function probes(
  life: Lifecycle,
  options: ProbeOptions = {},
): ProbeHandler<Response | Promise<Response>> {
  const kinds = probeKinds(options);
  const probe = probeHandler(life, options, kinds);
  rememberProbes(life, kinds);
  const exempt = exemptPathsOf(life);
  for (const path of kinds.keys()) exempt.add(path);
  return probe;
}

/** What is asked for at which path. */
export type ProbeKinds = ReadonlyMap<string, keyof Health>;

const ACTION = "make probes";
/** What the path of a URL can be equal to. */
const PATH = /^\/[^?#\s]*$/;

/** The same, on a port of its own, so that the paths of the other ports stay what they are. */
export function probeHandler(
  life: Lifecycle,
  options: ProbeOptions,
  kinds: ProbeKinds,
): ProbeHandler<Response | Promise<Response>> {
  const all = checksOf(life, options);
  let isStarted = false;
  /** What is red anyhow has no need to ask, and a start that is over does not begin again. */
  const due = (kind: keyof Health): Check[] => {
    if (!life.health.ready || (kind === "started" && isStarted)) return [];
    return all.filter(({ affects }) => affects.includes(kind));
  };
  return function probe(request) {
    const kind = kinds.get(pathOf(request.url));
    if (!kind) return undefined;
    const { reasons } = options;
    const checks = due(kind);
    if (checks.length === 0) return probeAnswer(life, request, { kind, reasons, results: [] });
    return Promise.all(checks.map((check) => check.ask())).then((found) => {
      // The end may have begun meanwhile.
      const results = life.health.ready ? found : [];
      isStarted ||= kind === "started" && results.length > 0 && results.every(isOk);
      return probeAnswer(life, request, { kind, reasons, results });
    });
  };
}

/** Checks the paths of the probes. */
export function probeKinds(
  { live = "/livez", ready = "/readyz", started = "/startupz" }: ProbeOptions,
): ProbeKinds {
  const kinds = new Map<string, keyof Health>();
  for (const [kind, path] of Object.entries({ live, ready, started })) {
    if (typeof path !== "string" || !PATH.test(path)) {
      throw badOption(ACTION, kind, 'a path such as "/healthz", without a query', path);
    }
    if (kinds.has(path)) throw badOption(ACTION, kind, "a path that no other probe has", path);
    kinds.set(path, kind as keyof Health);
  }
  return kinds;
}

function checksOf(
  life: Lifecycle,
  { checks = {}, checkChanged, reasons = false }: ProbeOptions,
): Check[] {
  if (typeof checks !== "object" || checks === null || Array.isArray(checks)) {
    throw badOption(ACTION, "checks", "an object of checks by their names", checks);
  }
  if (typeof reasons !== "boolean") throw badOption(ACTION, "reasons", "true or false", reasons);
  if (checkChanged !== undefined) aFunction(ACTION, "checkChanged", checkChanged);
  return Object.entries(checks).map((entry) => new Check(life, entry, checkChanged));
}
