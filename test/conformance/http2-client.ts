import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { within } from "./wait.ts";

/** What one stream has received. */
export interface StreamAnswer {
  readonly status: number;
  readonly body: string;
}

/** A session with all of its streams in flight. */
export interface Http2Load {
  readonly answers: Promise<readonly StreamAnswer[]>;
  /** Settles with the error code of the server's GOAWAY. */
  readonly goneAway: Promise<number>;
}

/** Opens one session without encryption, and `count` streams on it. */
export async function http2Load(port: number, count: number): Promise<Http2Load> {
  const session = connect(`http://127.0.0.1:${port}`);
  const { promise, resolve } = Promise.withResolvers<number>();
  session.on("goaway", resolve);
  session.on("error", () => {});
  const streams = Array.from({ length: count }, () => session.request({ ":path": "/" }));
  const answers = Promise.all(streams.map(answerOf));
  await within(once(session, "connect"), "the session");
  await ping(session);
  return { answers: within(answers, "all streams"), goneAway: within(promise, "a GOAWAY") };
}

// The answer to a ping comes after the server has read what was sent before it.
function ping(session: ClientHttp2Session): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  session.ping((error) => error ? reject(error) : resolve());
  return within(promise, "a ping");
}

function answerOf(stream: ClientHttp2Stream): Promise<StreamAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<StreamAnswer>();
  let status = 0;
  let body = "";
  stream.setEncoding("utf8");
  stream.on("response", (headers) => status = headers[":status"] ?? 0);
  stream.on("data", (chunk: string) => body += chunk);
  stream.on("error", reject);
  stream.on("close", () => resolve({ status, body }));
  return promise;
}
