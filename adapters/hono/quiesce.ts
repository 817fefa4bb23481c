import type { Context, MiddlewareHandler } from "hono";
import type { ChildOptions, Lifecycle, Scope } from "../../src/core/mod.ts";
import {
  type Admission,
  admissionOf,
  checkRetryAfter,
  checkTimeout,
  exemptPathsOf,
  type ProbeHandler,
  type ProbeOptions,
  probes,
  refusal,
  typesTexts,
} from "../../src/http/mod.ts";
import { Host, noteBodies } from "./host.ts";

/** What `c.var` holds below {@linkcode quiesce}. */
export interface QuiesceVariables {
  /** The scope of the request. What is deferred on it runs once the response has ended. */
  scope: Scope;
  /** Aborts when the client is gone, when time is up, and when the process must stop now. */
  signal: AbortSignal;
}

/** The type parameter of a Hono application that uses {@linkcode quiesce}. */
export interface QuiesceEnv {
  /** What `c.var` holds. */
  Variables: QuiesceVariables;
}

/** What {@linkcode quiesce} may be given. */
export interface QuiesceOptions {
  /** Where the probes are and what they check, or `false` for none. */
  readonly probes?: ProbeOptions | false;
  /** Aborts `c.var.signal` so long after the request came. Default: never. */
  readonly timeoutMs?: number;
  /** Sent as `Retry-After` with a refusal. Default: 1. */
  readonly retryAfterSeconds?: number;
}

/**
 * Counts each request until its body has ended, refuses those that come after the gate was closed,
 * answers the probes `/livez`, `/readyz` and `/startupz`, and sets `c.var.scope` and `c.var.signal`.
 *
 * Put it first. Under a `serve` of this package the server counts and refuses, and the middleware
 * adds what is left; under any other it does all.
 *
 * **Cancelled**: a handler that rejects with the reason of its signal is answered with 503, or with
 * 504 when its time was up, unless `app.onError` has an answer of its own. **Late**: a handler that ignores its signal is left behind.
 * **Runtimes**: Deno prints a notice about `request.signal` once, since the middleware listens to it.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `timeoutMs` or `retryAfterSeconds` is wrong
 *
 * @example Refuse what comes late
 * ```ts
 * import { Hono } from "hono";
 * import { Lifecycle } from "quiesce";
 * import { quiesce, type QuiesceEnv } from "quiesce/hono";
 *
 * const life = new Lifecycle();
 * const app = new Hono<QuiesceEnv>().use(quiesce(life));
 * app.get("/", (c) => c.text(c.var.signal.aborted ? "too late" : "in time"));
 * life.ready();
 * console.assert(await (await app.request("/")).text() === "in time");
 * await life.shutdown("the example is over");
 * console.assert((await app.request("/")).status === 503);
 * ```
 */
export function quiesce(
  life: Lifecycle,
  options: QuiesceOptions = {},
): MiddlewareHandler<QuiesceEnv> {
  checkTimeout("guard an application", options.timeoutMs);
  checkRetryAfter("guard an application", options.retryAfterSeconds);
  const probe: ProbeHandler<Response | Promise<Response>> = options.probes === false
    ? () => undefined
    : probes(life, options.probes ?? {});
  const exempt = exemptPathsOf(life);
  const host = new Host(life);
  const scoped = options.timeoutMs === undefined ? undefined : { timeoutMs: options.timeoutMs };
  return async function quiesce(c, next) {
    const found = probe(c.req.raw);
    if (found || exempt.has(c.req.path)) return found ?? await next();
    const known = admissionOf(c.req.raw);
    const admission = known ?? host.admit(c);
    if (!admission) return refusal(options.retryAfterSeconds);
    const scope = open(admission, scoped, known !== undefined);
    if (!typesTexts()) noteBodies(c, admission);
    c.set("scope", scope);
    c.set("signal", scope.signal);
    const run = admission.isWatched ? judged(life, c, admission, next) : next;
    const failed = (): Promise<void> => answerStop(life, c, scope, options);
    if (!known) return await host.follow(c, admission, { run, failed });
    await run();
    if (c.error) await failed();
  };
}

/** Tells those who watch how the handlers have failed, which Hono answers for them. */
function judged(
  life: Lifecycle,
  c: Context,
  admission: Admission,
  next: () => Promise<void>,
): () => Promise<void> {
  return async () => {
    await next();
    const scope = admission.openScope();
    if (!c.error) return;
    admission.ends(isStop(c.error, scope) && !isSlow(life, scope) ? "cut" : "failed");
  };
}

/** Opens the scope of a request; one that was let in here and has none counts no more. */
function open(admission: Admission, options: ChildOptions | undefined, isKnown: boolean): Scope {
  try {
    return admission.openScope(options);
  } catch (error) {
    if (!isKnown) admission.leave();
    throw error;
  }
}

/** Whether a handler has failed only because it was told to stop. */
function isStop(error: Error, { reason, isAborted }: Scope): boolean {
  return isAborted && (error === reason || error.cause === reason || error.name === "AbortError");
}

/** Whether Hono has answered for want of an `onError`; what the application answers is its own. */
async function isByDefault({ res }: Context): Promise<boolean> {
  if (res.status !== 500 || !res.headers.get("content-type")?.startsWith("text/plain")) {
    return false;
  }
  return await res.clone().text() === "Internal Server Error";
}

/** Whether the time of the request was up, and not that of the process. */
function isSlow(life: Lifecycle, { reason }: Scope): boolean {
  return reason?.kind === "deadline" && !life.scope.isAborted;
}

/** Answers for a handler that was told to stop, where Hono would say that it has failed. */
async function answerStop(
  life: Lifecycle,
  c: Context,
  scope: Scope,
  options: QuiesceOptions,
): Promise<void> {
  if (!c.error || !isStop(c.error, scope) || !await isByDefault(c)) return;
  // Hono adds the headers of a response to the one that takes its place, unless there is none.
  c.res = undefined;
  c.res = isSlow(life, scope)
    ? new Response("Gateway Timeout\n", { status: 504 })
    : refusal(options.retryAfterSeconds);
}
