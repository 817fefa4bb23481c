import type { Lifecycle } from "../core/mod.ts";
import { Activity } from "./activity.ts";
import { type Admission, admit, remember } from "./admission.ts";
import { endableBody, isEventStream, isUnbounded, mayStream } from "./body.ts";
import { ClientWatch } from "./client-watch.ts";
import { isLeaving, withCloseHeader } from "./close-header.ts";
import { exemptPathsOf } from "./exemption.ts";
import { type Observers, observersOf } from "./observer.ts";
import { pathOf } from "./path-of.ts";
import { refusal } from "./refusal.ts";
import type { FetchHandler } from "./server-handle.ts";
import { Unanswered } from "./unanswered.ts";

/** What a guard is made of. */
export interface GuardOptions<Info> {
  /** The handler that it stands before. */
  readonly handler: FetchHandler<Info>;
  readonly retryAfterSeconds: number | undefined;
  /** Settles when the response has ended, where the runtime tells. */
  readonly completed?: (info: Info) => PromiseLike<void>;
  /** Whether a handler must not answer nothing, which it may where it upgrades connections so. */
  readonly mustRespond?: boolean;
}

/** What a handler has answered; nothing when it has upgraded the connection. */
export type Answer = Response | undefined | void;

/** Stands before a fetch-style handler: counts, refuses, races, and says that it is leaving. */
export class Guard<Info> {
  readonly activity: Activity;
  readonly #life: Lifecycle;
  readonly #options: GuardOptions<Info>;
  readonly #exempt: ReadonlySet<string>;
  readonly #observers: Observers;
  readonly #watch: ClientWatch;
  readonly #unanswered: Unanswered = new Unanswered();
  #active = 0;

  constructor(life: Lifecycle, options: GuardOptions<Info>) {
    this.#life = life;
    this.#options = options;
    this.#exempt = exemptPathsOf(life);
    this.#observers = observersOf(life);
    this.#watch = new ClientWatch(life.clock);
    this.activity = new Activity(life.clock);
  }

  /** How many requests were let in and have not ended. */
  get active(): number {
    return this.#active;
  }

  /** Answers a request. */
  fetch(request: Request, info: Info): Answer | Promise<Answer> {
    const sinceMs = this.activity.note();
    const path = pathOf(request.url);
    if (this.#exempt.has(path)) return this.#handle(request, info);
    const admission = admit(this.#observers, request, path, sinceMs);
    if (!admission) return refusal(this.#options.retryAfterSeconds);
    admission.toldBy(request, this.#watch);
    remember(request, admission);
    this.#enter(admission, info);
    return this.#admitted(admission, request, info);
  }

  /** Answers those whose handlers have not. */
  cut(): void {
    this.#unanswered.cut();
  }

  #handle(request: Request, info: Info): Answer | Promise<Answer> {
    const { handler } = this.#options;
    return handler(request, info) as Answer | Promise<Answer>;
  }

  #enter(admission: Admission, info: Info): void {
    const { completed } = this.#options;
    this.#active += 1;
    const leave = (): void => this.#leave(admission);
    if (completed) void completed(info).then(leave, leave);
  }

  /** The response has ended, as far as we can tell; where the runtime tells, it does. */
  #ended(admission: Admission): void {
    if (!this.#options.completed) this.#leave(admission);
  }

  #leave(admission: Admission): void {
    this.#active -= 1;
    admission.leave();
  }

  #admitted(admission: Admission, request: Request, info: Info): Answer | Promise<Answer> {
    try {
      const answer = admission.hasContext
        ? admission.run(() => this.#handle(request, info))
        : this.#handle(request, info);
      return isPromise(answer) ? this.#raced(admission, answer) : this.#answered(admission, answer);
    } catch (error) {
      this.#failed(admission);
      throw error;
    }
  }

  #failed(admission: Admission): void {
    admission.ends("failed");
    this.#ended(admission);
  }

  #raced(admission: Admission, work: PromiseLike<Answer>): Promise<Answer> {
    admission.hold();
    return this.#unanswered.race(work, {
      settled: () => admission.leave(),
      answered: (answer) => this.#answered(admission, answer),
      failed: () => this.#failed(admission),
      instead: () => {
        admission.ends("cut");
        this.#ended(admission);
        return refusal(this.#options.retryAfterSeconds);
      },
      late: discard,
    });
  }

  #answered(admission: Admission, answer: Answer): Answer {
    admission.answered(answer instanceof Response ? answer.status : undefined);
    if (!(answer instanceof Response)) return this.#nothing(admission, answer);
    const response = isLeaving(this.#life) ? withCloseHeader(answer) : answer;
    const tracked = trackBody(admission, response, {
      isTold: this.#options.completed !== undefined,
      ended: () => this.#ended(admission),
    });
    if (!tracked) this.#ended(admission);
    return tracked ?? response;
  }

  /** Accepts no answer at all. Of a wrong one Deno would fail the process, and Bun would say 200. */
  #nothing(admission: Admission, answer: undefined | void): undefined {
    if (answer !== undefined || this.#options.mustRespond) {
      throw new TypeError(
        `Cannot answer: the handler must return a response, got ${typeof answer}`,
      );
    }
    this.#ended(admission);
    return undefined;
  }
}

/** How a body is followed. */
export interface Following {
  /** Whether the runtime tells when the response has ended, so that it is not only known from here. */
  readonly isTold: boolean;
  /** The body has ended. */
  ended(): void;
}

/**
 * Follows a body to its end where somebody must know of it: an endless one, to end it, and one that
 * a scope must outlive. All others are left alone, since a wrapped body costs much of the throughput.
 */
export function trackBody(
  admission: Admission,
  response: Response,
  { isTold, ended }: Following,
): Response | undefined {
  const isEndless = isEventStream(response);
  if (!isEndless && !outlasts(admission, response, isTold)) return undefined;
  if (response.body === null) return undefined;
  const wrapped = endableBody(response.body, (end) => {
    if (end === "cancelled") admission.clientGone();
    ended();
  });
  const tracked = new Response(wrapped.body, response);
  if (isEndless) admission.lease.becomeLongLived(wrapped.end);
  return tracked;
}

/** Whether the body may outlast the handler, and a scope depends on it. */
function outlasts(admission: Admission, response: Response, isTold: boolean): boolean {
  if (admission.isStreamed) return true;
  if (admission.scope === undefined || admission.whole === response) return false;
  return isTold ? mayStream(response) : isUnbounded(response);
}

/** Tells the source of an answer that came too late that nobody will read it. */
export function discard(answer: Answer): void {
  if (answer instanceof Response) void answer.body?.cancel().catch(() => {});
}

/** Whether a handler has answered later. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | undefined)?.then === "function";
}
