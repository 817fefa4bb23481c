import type { Lifecycle } from "../core/mod.ts";
import { checkServe } from "./listening.ts";
import type { ProbeRequest } from "./probe-answer.ts";
import { probeHandler, type ProbeOptions } from "./probes.ts";

/** What a port of the probes' own is made of. */
export interface ProbePortOptions extends ProbeOptions {
  /** With 0, the system picks a free one. */
  readonly port: number;
  /** Default: `0.0.0.0`, all addresses. */
  readonly hostname?: string;
}

/** Answers every request to a port that has the probes and nothing else. */
export type ProbePortHandler = (request: ProbeRequest) => Response | Promise<Response>;

/**
 * Makes the handler of a port of the probes' own.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is wrong
 * @throws {StopReason} once a shutdown has begun
 */
export function probePortHandler(life: Lifecycle, options: ProbePortOptions): ProbePortHandler {
  const probe = probeHandler(life, Object(options) as ProbePortOptions);
  checkServe(life, probe, options);
  return (request) => probe(request) ?? new Response("Not Found\n", { status: 404 });
}
