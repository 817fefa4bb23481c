import type { Context } from "hono";
import type { Lifecycle } from "../../src/core/mod.ts";
import {
  type Admission,
  admit,
  ClientWatch,
  type HeadWriter,
  isLeaving,
  type Observers,
  observersOf,
  remember,
  trackBody,
  watchHead,
  withCloseHeader,
} from "../../src/http/mod.ts";

/** What the servers of the runtimes hand to Hono, as far as it says when a response has ended. */
interface HostInfo {
  /** On Node. */
  readonly outgoing?: Outgoing;
  /** On Deno. */
  readonly completed?: Promise<void>;
}

interface Outgoing extends HeadWriter {
  shouldKeepAlive: boolean;
  readonly headersSent: boolean;
  readonly statusCode: number;
  readonly writableFinished: boolean;
  on(event: "close" | "error", listener: () => void): void;
}

/** What answers a request. */
export interface Handling {
  /** Runs the handlers. */
  run(): Promise<void>;
  /** Is asked once they have failed, before anybody is told of the answer. */
  failed(): Promise<void>;
}

/** Does for requests of a server that is not ours what our own would do. */
export class Host {
  readonly #life: Lifecycle;
  readonly #observers: Observers;
  readonly #watch: ClientWatch;

  constructor(life: Lifecycle) {
    this.#life = life;
    this.#observers = observersOf(life);
    this.#watch = new ClientWatch(life.clock);
  }

  /** Lets a request in, or returns `undefined` once the gate is closed. */
  admit(c: Context): Admission | undefined {
    const { path, raw } = c.req;
    const admission = admit(this.#observers, raw, path, this.#life.clock.nowMs());
    if (!admission) return undefined;
    remember(raw, admission);
    if (!infoOf(c).outgoing) admission.toldBy(raw, this.#watch);
    return admission;
  }

  /** Runs what answers a request, and follows the response to its end. */
  async follow(c: Context, admission: Admission, handling: Handling): Promise<void> {
    const { outgoing } = infoOf(c);
    if (typeof outgoing?.end === "function") {
      await onNode(outgoing, admission, handling);
      if (c.error) await handling.failed();
    } else await this.#elsewhere(c, admission, handling);
    if (isLeaving(this.#life)) sayClose(c);
  }

  async #elsewhere(c: Context, admission: Admission, handling: Handling): Promise<void> {
    const { completed } = infoOf(c);
    let isFollowed = false;
    const isTold = typeof completed?.then === "function";
    if (isTold) leaveAfter(completed, admission);
    try {
      await admission.run(handling.run);
      if (c.error) await handling.failed();
      admission.answered(c.res.status);
      isFollowed = followBody(c, admission, isTold);
    } finally {
      if (!isFollowed) admission.leave();
    }
  }
}

/** Notes what is answered by a stream and what is not, where it is costly to tell them apart later. */
export function noteBodies(c: Context, admission: Admission): void {
  const { body, newResponse, text, json, html } = c;
  const whole = (response: Response): Response => admission.whole = response;
  const note = (data: unknown, response: Response): Response => {
    if (data instanceof ReadableStream) admission.isStreamed = true;
    else whole(response);
    return response;
  };
  // SAFETY: the arguments are handed on as they came, and the result is returned as it is.
  c.body = ((...args: Parameters<typeof body>) => note(args[0], body(...args))) as typeof body;
  c.newResponse =
    ((...args: Parameters<typeof newResponse>) =>
      note(args[0], newResponse(...args))) as typeof newResponse;
  c.text = ((...args: Parameters<typeof text>) => whole(text(...args))) as typeof text;
  c.json = ((...args: Parameters<typeof json>) => whole(json(...args))) as typeof json;
  c.html = ((...args: Parameters<typeof html>) => {
    const response: Response | Promise<Response> = html(...args);
    return response instanceof Response ? whole(response) : response.then(whole);
  }) as typeof html;
}

/** The outgoing message tells all there is to know. */
async function onNode(
  outgoing: Outgoing,
  admission: Admission,
  handling: Handling,
): Promise<void> {
  watchHead(outgoing, admission);
  outgoing.on("close", () => {
    if (outgoing.headersSent) admission.answered(outgoing.statusCode);
    if (!outgoing.writableFinished) admission.clientGone();
    admission.leave();
  });
  admission.hold();
  try {
    await admission.run(handling.run);
  } finally {
    admission.leave();
  }
}

function leaveAfter(completed: Promise<void>, admission: Admission): void {
  const leave = (): void => admission.leave();
  admission.hold();
  void completed.then(leave, leave);
}

function followBody(c: Context, admission: Admission, isTold: boolean): boolean {
  const tracked = trackBody(admission, c.res, { isTold, ended: () => admission.leave() });
  if (tracked) replace(c, tracked);
  return tracked !== undefined;
}

function sayClose(c: Context): void {
  const { outgoing } = infoOf(c);
  // On Node a header that is set after the response was cloned is lost; the message itself is not.
  if (outgoing && "shouldKeepAlive" in outgoing) outgoing.shouldKeepAlive = false;
  else replace(c, withCloseHeader(c.res));
}

function replace(c: Context, response: Response): void {
  // Hono adds the headers of a response to the one that takes its place, unless there is none.
  c.res = undefined;
  c.res = response;
}

function infoOf(c: Context): HostInfo {
  return typeof c.env === "object" && c.env !== null ? c.env as HostInfo : {};
}
