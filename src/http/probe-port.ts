import { aFunction, badOption } from "../check/mod.ts";
import type { Lifecycle } from "../core/mod.ts";
import { checkServe } from "./listening.ts";
import type { ProbeRequest } from "./probe-answer.ts";
import { rememberProbes } from "./probe-paths.ts";
import { probeHandler, probeKinds, type ProbeOptions } from "./probes.ts";

/** What a port of the probes' own is made of. */
export interface ProbePortOptions extends ProbeOptions {
  /** With 0, the system picks a free one. */
  readonly port: number;
  /** Default: `0.0.0.0`, all addresses. */
  readonly hostname?: string;
  /**
   * Answers what is asked for besides the probes, such as metrics. Its body is read whole before it is
   * sent. What goes wrong with it is a 500, and `error.caught`. Default: nobody does.
   */
  readonly also?: (request: ProbeRequest) => Response | Promise<Response> | undefined;
}

/** Answers every request to a port that has the probes and hardly anything else. Never rejects. */
export type ProbePortHandler = (request: ProbeRequest) => Promise<Response>;

/**
 * Makes the handler of a port of the probes' own.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is wrong
 * @throws {StopReason} once a shutdown has begun
 */
export function probePortHandler(life: Lifecycle, options: ProbePortOptions): ProbePortHandler {
  const given = Object(options) as ProbePortOptions;
  const kinds = probeKinds(given);
  const probe = probeHandler(life, given, kinds);
  checkServe(life, probe, options);
  const { also } = options;
  if (also !== undefined) aFunction("serve probes", "also", also);
  rememberProbes(life, kinds, options.port);
  return async (request) => {
    try {
      return await probe(request) ?? await whole(await also?.(request) ?? notFound());
    } catch (error) {
      // Else it would end a process on Node, and be printed on the others.
      life.caught('option "also"', error);
      return new Response("Internal Server Error\n", { status: 500 });
    }
  };
}

/** A copy whose body is there: a stream may break on its way, and a response be given twice. */
async function whole(given: Response): Promise<Response> {
  // One of another class that can do the same is as good.
  if (typeof given.arrayBuffer !== "function") {
    throw badOption("answer", "also", "a function that returns a Response or undefined", given);
  }
  const { status, headers } = given;
  const body = await given.arrayBuffer();
  return new Response(body.byteLength === 0 ? null : body, { status, headers });
}

function notFound(): Response {
  return new Response("Not Found\n", { status: 404 });
}
