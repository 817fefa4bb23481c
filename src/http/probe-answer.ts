import type { Health, Lifecycle } from "../core/mod.ts";
import { isLeaving } from "./close-header.ts";
import type { CheckResult } from "./dependency-check.ts";

/** What a probe needs to know of a request: its method, and its URL or its target. */
export interface ProbeRequest {
  /** Such as `GET`. */
  readonly method: string;
  /** Such as `http://localhost/readyz?verbose`, or `/readyz`. */
  readonly url: string;
  /** For those who answer besides, and may choose a format by them. */
  readonly headers?: { get(name: string): string | null };
}

/** What an answer is made of, besides the state. */
export interface Probed {
  readonly kind: keyof Health;
  readonly reasons: boolean | undefined;
  readonly results: readonly CheckResult[];
}

/** HAProxy asks by OPTIONS unless it is told otherwise. */
const METHODS = "GET, HEAD, OPTIONS";
const VERBOSE = /[?&]verbose(?![^&=#])/;

/** The answer to a probe: 200 or 503, and why, as far as that may be told. */
export function probeAnswer(
  life: Lifecycle,
  { method, url }: ProbeRequest,
  probed: Probed,
): Response {
  const isVerbose = VERBOSE.test(url);
  const headers = {
    "Content-Type": isVerbose ? "text/plain; charset=utf-8" : "application/json",
    "Cache-Control": "no-store",
    ...(isLeaving(life) && { "Connection": "close" }),
  };
  if (!METHODS.split(", ").includes(method)) {
    return new Response(null, { status: 405, headers: { ...headers, "Allow": METHODS } });
  }
  const isGreen = life.health[probed.kind] && probed.results.every(isOk);
  const body = isVerbose ? text(life, probed, isGreen) : json(life, probed, isGreen);
  return new Response(method === "HEAD" ? null : body, { status: isGreen ? 200 : 503, headers });
}

/** Whether the dependency is there. */
export function isOk({ end }: CheckResult): boolean {
  return end === "ok";
}

function json({ state }: Lifecycle, { kind, reasons, results }: Probed, isGreen: boolean): string {
  const bad = results.filter((result) => !isOk(result));
  return JSON.stringify({
    [kind]: isGreen,
    state,
    ...(results.length > 0 && { checks: table(results, ({ end }) => end) }),
    ...(reasons && bad.length > 0 && { reasons: table(bad, reasonOf) }),
  });
}

function table(
  results: readonly CheckResult[],
  told: (result: CheckResult) => string,
): Record<string, string> {
  return Object.fromEntries(results.map((result) => [result.name, told(result)]));
}

/** A line for each, as the API server of Kubernetes has it. */
function text(life: Lifecycle, { kind, reasons, results }: Probed, isGreen: boolean): string {
  const line = (name: string, isOk: boolean, why: string): string =>
    isOk ? `[+]${name} ok\n` : `[-]${name} failed: ${why}\n`;
  const told = results.map((result) =>
    line(result.name, isOk(result), reasons ? reasonOf(result) : "reason withheld")
  );
  const state = line("state", life.health[kind], life.state);
  return `${state}${told.join("")}${kind} check ${isGreen ? "passed" : "failed"}\n`;
}

function reasonOf({ error }: CheckResult): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return "(cannot be read)";
  }
}
