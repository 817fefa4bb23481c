import { aFunction } from "../check/mod.ts";
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
  /** Answers what is asked for besides the probes, such as metrics. Default: nobody does. */
  readonly also?: (request: ProbeRequest) => Response | Promise<Response> | undefined;
}

/** Answers every request to a port that has the probes and hardly anything else. */
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
  if (options.also !== undefined) aFunction("serve probes", "also", options.also);
  return (request) => probe(request) ?? other(life, options, request);
}

async function other(
  life: Lifecycle,
  { also }: ProbePortOptions,
  request: ProbeRequest,
): Promise<Response> {
  try {
    return await also?.(request) ?? new Response("Not Found\n", { status: 404 });
  } catch (error) {
    // Else it would end a process on Node, and be printed on the others.
    life.caught('option "also"', error);
    return new Response("Internal Server Error\n", { status: 500 });
  }
}
