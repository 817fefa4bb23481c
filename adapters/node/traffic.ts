import type { IncomingMessage, ServerResponse } from "node:http";
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Lifecycle } from "../../src/core/mod.ts";
import {
  Activity,
  type Admission,
  admissionOf,
  admit,
  exemptPathsOf,
  isLeaving,
  type Observers,
  observersOf,
  own,
  pathOf,
  remember,
  type RequestSource,
  watchHead,
} from "../../src/http/mod.ts";
import type { Connection, Exchange, Transport } from "./connection.ts";
import { Connections } from "./connections.ts";
import type { Pass } from "./intercept.ts";
import { refuse, refuseRaw } from "./refuse.ts";
import { followStream, refuseStream, Sessions } from "./sessions.ts";
import { followUpgraded } from "./upgrade.ts";

/** What comes in at a server: connections, requests, upgrades, streams. Counts and refuses. */
export class Traffic {
  readonly activity: Activity;
  readonly connections: Connections;
  readonly sessions: Sessions = new Sessions();
  /** Whether connections end with what is in flight on them. */
  isEnding = false;
  readonly #life: Lifecycle;
  readonly #exempt: ReadonlySet<string>;
  readonly #observers: Observers;
  readonly #retryAfterSeconds: number | undefined;

  constructor(life: Lifecycle, retryAfterSeconds: number | undefined) {
    this.#life = life;
    this.#exempt = exemptPathsOf(life);
    this.#observers = observersOf(life);
    this.#retryAfterSeconds = retryAfterSeconds;
    this.activity = new Activity(life.clock);
    this.connections = new Connections(life.clock, (each) => this.#disconnected(each));
  }

  /** Sees an event of the server before its listeners. `true` keeps it from them. */
  see(event: string, first: unknown, second: unknown, pass: Pass): boolean {
    switch (event) {
      case "request":
      case "checkContinue":
      case "checkExpectation":
        return this.#request(event, first as IncomingMessage, second as ServerResponse, pass);
      case "connection":
      case "secureConnection":
        return this.#connected(first as Transport);
      case "upgrade":
      case "connect":
        return this.#upgrade(first as IncomingMessage, second as Transport);
      case "session":
        return this.#session(first as ServerHttp2Session);
      case "stream":
        return this.#stream(first as ServerHttp2Stream, second as IncomingHttpHeaders);
      default:
        return false;
    }
  }

  #connected(socket: Transport): false {
    this.activity.note();
    this.connections.forget(socket);
    this.connections.of(socket);
    return false;
  }

  #request(
    event: string,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    pass: Pass,
  ): boolean {
    const handOn = (entered?: () => void): void => pass(event, incoming, outgoing, entered);
    if (incoming.httpVersionMajor > 1) return watched(overStream(incoming), handOn);
    // A listener may hand a request on to another.
    if (admissionOf(incoming)) return false;
    const path = pathOf(incoming.url ?? "/");
    const isExempt = this.#exempt.has(path);
    const admission = isExempt ? undefined : this.#admit(incoming, path);
    const connection = this.connections.of(incoming.socket);
    const exchange: Exchange = { incoming, outgoing, admission };
    this.#follow(connection, exchange);
    if (!admission && !isExempt) return this.#refuse(connection, exchange);
    if (!isLeaving(this.#life)) return watched(admission, handOn);
    // A little later all that came with it on its connection has been read.
    queueMicrotask(() => {
      connection.markLast();
      if (!watched(admission, handOn)) handOn();
    });
    return true;
  }

  #refuse(connection: Connection, exchange: Exchange): true {
    refuse(this.#life.clock, connection, exchange, this.#retryAfterSeconds);
    return true;
  }

  #follow(connection: Connection, exchange: Exchange): void {
    const { incoming, outgoing, admission } = exchange;
    connection.exchanges.push(exchange);
    connection.wasUsed = true;
    if (admission) {
      remember(incoming, admission);
      watchHead(outgoing, admission);
    }
    outgoing.on("close", () => this.#ended(connection, exchange));
  }

  #ended(connection: Connection, exchange: Exchange): void {
    if (!connection.remove(exchange)) return;
    leave(exchange);
    if (!isLeaving(this.#life)) return;
    if (!connection.isIdle) connection.markLast();
    else if (this.isEnding) this.connections.end(connection);
  }

  #disconnected(connection: Connection): void {
    // Responses that were queued behind another are told nothing when their connection is lost.
    for (const exchange of connection.exchanges.splice(0)) leave(exchange);
  }

  #upgrade(incoming: IncomingMessage, socket: Transport): boolean {
    const admission = this.#admit(incoming, pathOf(incoming.url ?? "/"));
    if (!admission) {
      refuseRaw(socket, this.#retryAfterSeconds);
      return true;
    }
    this.connections.of(socket).isUpgraded = true;
    followUpgraded(this.#life, incoming, socket, admission);
    remember(incoming, admission);
    own(incoming);
    return false;
  }

  #session(session: ServerHttp2Session): false {
    this.activity.note();
    this.connections.forget(session.socket);
    this.sessions.follow(session);
    if (this.isEnding) session.close();
    return false;
  }

  #stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean {
    const url = String(headers[":path"] ?? "/");
    const path = pathOf(url);
    if (this.#exempt.has(path)) return false;
    const admission = this.#admit({ method: String(headers[":method"]), url, headers }, path);
    if (admission) followStream(stream, admission);
    else refuseStream(stream, this.#retryAfterSeconds);
    return admission === undefined;
  }

  #admit(source: RequestSource, path: string): Admission | undefined {
    return admit(this.#observers, source, path, this.activity.note());
  }
}

/** A request of HTTP/2 has the admission of its stream, and is seen once. */
function overStream(incoming: IncomingMessage): Admission | undefined {
  if (admissionOf(incoming)) return undefined;
  const { stream } = incoming as { readonly stream?: unknown };
  const admission = admissionOf(stream);
  if (admission) remember(incoming, admission);
  return admission;
}

function leave({ outgoing, admission }: Exchange): void {
  if (!admission) return;
  if (outgoing.headersSent) admission.answered(outgoing.statusCode);
  if (!outgoing.writableFinished) admission.clientGone();
  admission.leave();
}

/** Hands a request on in the context of those who watch it, if there are such. */
function watched(
  admission: Admission | undefined,
  handOn: (entered: () => void) => void,
): boolean {
  if (!admission?.hasContext) return false;
  admission.run(() => handOn(() => admission.entered()));
  return true;
}
