/** A server that listens. */
export interface ServerHandle {
  /** The address that it listens on. */
  readonly hostname: string;
  /** The port that it listens on; the real one, when 0 was asked for. */
  readonly port: number;
  /** Where it can be reached, such as `http://127.0.0.1:3000/`. */
  readonly url: string;
  /** **Ends** once it has been drained: no connection is left and no request will come. */
  readonly closed: Promise<void>;
}

/** Answers one request. `info` is what the runtime tells besides: see each `serve`. */
export type FetchHandler<Info = unknown> = (
  request: Request,
  info: Info,
) => Response | undefined | void | PromiseLike<Response | undefined | void>;

/** What every `serve` may be given. */
export interface ServeOptions {
  /** Default: 3000. With 0, the system picks a free one. */
  readonly port?: number;
  /** Default: `0.0.0.0`, all addresses. */
  readonly hostname?: string;
  /** Its name in messages and reports. Default: `listener`. */
  readonly name?: string;
  /**
   * How long it goes on serving while clients with open connections are told to go elsewhere. It
   * ends at once when there are none, and when most of the time to announce is over. Default: 400.
   */
  readonly lingerMs?: number;
  /** Sent as `Retry-After` with a refusal. Default: 1. */
  readonly retryAfterSeconds?: number;
}
