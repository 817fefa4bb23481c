import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import {
  type Admission,
  becomeEndless,
  isEventType,
  refusalHeaders,
  remember,
  typeIn,
} from "../../src/http/mod.ts";

/** The open sessions of an HTTP/2 server. */
export class Sessions {
  readonly #open: Set<ServerHttp2Session> = new Set();

  get size(): number {
    return this.#open.size;
  }

  follow(session: ServerHttp2Session): void {
    this.#open.add(session);
    session.once("close", () => this.#open.delete(session));
  }

  /** Sends GOAWAY: streams in flight end, new ones are refused. Node 22 does not do so by itself. */
  close(): void {
    for (const session of this.#open) session.close();
  }

  /** Cuts all of them. */
  destroy(): void {
    for (const session of this.#open) session.destroy();
  }
}

/** Counts a stream until it has ended. */
export function followStream(stream: ServerHttp2Stream, admission: Admission): void {
  remember(stream, admission);
  watchRespond(stream, admission);
  stream.once("close", () => {
    if (stream.headersSent) admission.answered(Number(stream.sentHeaders[":status"]));
    if (stream.aborted) admission.clientGone();
    admission.leave();
  });
}

function watchRespond(stream: ServerHttp2Stream, admission: Admission): void {
  const { respond } = stream;
  stream.respond = (headers, options) => {
    respond.call(stream, headers, options);
    if (isEventType(typeIn(headers))) becomeEndless(stream, admission);
  };
}

/** Refuses a stream. HTTP/2 has no `Connection` header: GOAWAY says it. */
export function refuseStream(stream: ServerHttp2Stream, retryAfterSeconds?: number): void {
  const { Connection: _, ...headers } = refusalHeaders(retryAfterSeconds);
  stream.respond({ ":status": 503, ...headers }, { endStream: true });
}
