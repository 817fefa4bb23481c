import type { Context } from "hono";
import type { Lifecycle } from "../../src/core/mod.ts";
import {
  type Admission,
  admit,
  isLeaving,
  remember,
  trackBody,
  withCloseHeader,
} from "../../src/http/mod.ts";

/** What the servers of the runtimes hand to Hono, as far as it says when a response has ended. */
interface HostInfo {
  /** Node: the `ServerResponse`. */
  readonly outgoing?: {
    shouldKeepAlive: boolean;
    readonly writableFinished: boolean;
    once(event: "close", listener: () => void): void;
  };
  /** Deno. */
  readonly completed?: Promise<void>;
}

/** Lets a request in that no server of ours has counted. */
export function admitHere(life: Lifecycle, c: Context): Admission | undefined {
  const { method, path, raw } = c.req;
  // On Node the outgoing message tells that the client is gone, and it costs nothing.
  const request = infoOf(c)?.outgoing ? undefined : raw;
  const admission = admit(life, `${method} ${path}`, life.clock.nowMs(), request);
  if (admission) remember(raw, admission);
  return admission;
}

/** Follows a request to its end under a server that is not ours. */
export async function follow(
  life: Lifecycle,
  c: Context,
  admission: Admission,
  run: () => Promise<void>,
): Promise<void> {
  if (toldByHost(c, admission)) admission.hold();
  let isFollowed = false;
  try {
    await run();
    admission.answered();
    isFollowed = followBody(c, admission);
  } finally {
    if (!isFollowed) admission.leave();
  }
  if (isLeaving(life)) sayClose(c);
}

/** Notes that a stream is answered, where nothing tells it from a text later. */
export function noteStreams(c: Context, admission: Admission): void {
  const { body, newResponse } = c;
  const note = (data: unknown): void => {
    if (data instanceof ReadableStream) admission.isStreamed = true;
  };
  // SAFETY: the arguments are handed on as they came.
  c.body = ((...args: Parameters<typeof body>) => (note(args[0]), body(...args))) as typeof body;
  c.newResponse = ((...args: Parameters<typeof newResponse>) => (
    note(args[0]), newResponse(...args)
  )) as typeof newResponse;
}

/** Whether the host tells when the response has ended; then it does so. */
function toldByHost(c: Context, admission: Admission): boolean {
  const { outgoing, completed } = infoOf(c) ?? {};
  const leave = (): void => admission.leave();
  if (typeof outgoing?.once === "function") {
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) admission.clientGone();
      leave();
    });
    return true;
  }
  if (typeof completed?.then !== "function") return false;
  void completed.then(leave, leave);
  return true;
}

function followBody(c: Context, admission: Admission): boolean {
  const tracked = trackBody(admission, c.res, () => admission.leave());
  if (tracked) replace(c, tracked);
  return tracked !== undefined;
}

function sayClose(c: Context): void {
  const { outgoing } = infoOf(c) ?? {};
  // On Node a header that is set after the response was cloned is lost; the message itself is not.
  if (outgoing && "shouldKeepAlive" in outgoing) outgoing.shouldKeepAlive = false;
  else replace(c, withCloseHeader(c.res));
}

function replace(c: Context, response: Response): void {
  // Hono adds the headers of a response to the one that takes its place, unless there is none.
  c.res = undefined;
  c.res = response;
}

function infoOf(c: Context): HostInfo | undefined {
  return typeof c.env === "object" && c.env !== null ? c.env as HostInfo : undefined;
}
