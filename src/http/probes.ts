import type { Health, Lifecycle } from "../core/mod.ts";
import { isLeaving } from "./close-header.ts";
import { exemptPathsOf } from "./exemption.ts";
import { pathOf } from "./path-of.ts";

/** Where the probes are. */
export interface ProbeOptions {
  /** Whether it should be left alone rather than killed. Stays green while it drains. Default: `/livez`. */
  readonly live?: string;
  /** Whether it should be sent work. Turns red first of all. Default: `/readyz`. */
  readonly ready?: string;
  /** Whether its start is over. Default: `/startupz`. */
  readonly started?: string;
}

/** Answers a probe, and nothing else. */
export type ProbeHandler = (request: Request) => Response | undefined;

/**
 * Makes a handler for the probes of Kubernetes and its like: 200 or 503, and the state as JSON. It
 * returns `undefined` for all other paths, so it goes before a handler or on a port of its own.
 *
 * The paths are exempt from then on: no server of this life counts or refuses them.
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
export function probes(life: Lifecycle, options: ProbeOptions = {}): ProbeHandler {
  const { live = "/livez", ready = "/readyz", started = "/startupz" } = options;
  const checks = new Map<string, keyof Health>([
    [live, "live"],
    [ready, "ready"],
    [started, "started"],
  ]);
  const exempt = exemptPathsOf(life);
  for (const path of checks.keys()) exempt.add(path);
  return function probe({ url }) {
    const check = checks.get(pathOf(url));
    return check && answer(life, check);
  };
}

function answer(life: Lifecycle, check: keyof Health): Response {
  const status = life.health[check] ? 200 : 503;
  const headers = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    ...(isLeaving(life) && { "Connection": "close" }),
  };
  return new Response(JSON.stringify({ [check]: status === 200, state: life.state }), {
    status,
    headers,
  });
}
