import type { ConnectionRecord, ExitRecord, Figures } from "../result.ts";
import type { RawExchange } from "../wire/exchange.ts";
import { PROBE_LANE } from "./watch.ts";

/** What the figures of a run are taken from. */
export interface Seen {
  readonly raw: readonly RawExchange[];
  readonly connections: readonly ConnectionRecord[];
  /** When it printed something. */
  readonly linesMs: readonly number[];
  readonly signalAtMs?: number | undefined;
  readonly exit?: ExitRecord | undefined;
  /** Whether the probes ask for readiness. */
  readonly hasReadiness: boolean;
}

/** The times of one run, as far as they were seen. */
export function figuresOf(seen: Seen): Figures {
  const { raw, signalAtMs, exit } = seen;
  if (signalAtMs === undefined) return {};
  const since = (atMs: number | undefined): number | undefined =>
    atMs === undefined ? undefined : Math.round(atMs - signalAtMs);
  const inFlight = raw.filter(({ startMs, endMs }) => startMs <= signalAtMs && endMs > signalAtMs);
  return present({
    reactionMs: since(firstReaction(seen, signalAtMs)),
    notReadyMs: since(notReady(seen, signalAtMs)),
    drainMs: since(latest(inFlight.map(({ endMs }) => endMs))),
    exitMs: exit?.killed ? undefined : since(exit?.atMs),
  });
}

function present(times: Record<keyof Figures, number | undefined>): Figures {
  return Object.fromEntries(Object.entries(times).filter(([, ms]) => ms !== undefined));
}

/** Whatever it does after the signal that it did not do before. */
function firstReaction(seen: Seen, signalMs: number): number | undefined {
  const { raw, connections, linesMs, exit } = seen;
  // The probes themselves ask for the end of their connections.
  const asked = raw.filter(({ lane }) => lane !== PROBE_LANE);
  const held = connections.filter(({ lane }) => lane !== PROBE_LANE);
  const refused = raw.filter(({ status, end }) => status === 503 || end === "unreachable");
  const closing = asked.filter(({ saidClose }) => saidClose);
  const ended = held.filter(({ end }) => end === "fin" || end === "reset");
  return earliest([
    ...news(refused.map(({ endMs }) => endMs), signalMs),
    ...news(closing.map(({ endMs }) => endMs), signalMs),
    ...news(ended.map(({ closeMs }) => closeMs), signalMs),
    ...linesMs.filter((atMs) => atMs >= signalMs),
    ...(exit ? [exit.atMs] : []),
  ]);
}

/** What happened before the signal already is none of its consequences. */
function news(times: readonly number[], signalMs: number): readonly number[] {
  return times.some((atMs) => atMs < signalMs) ? [] : times;
}

function notReady({ raw, hasReadiness }: Seen, signalMs: number): number | undefined {
  if (!hasReadiness) return undefined;
  const red = raw.filter(({ lane, endMs, status, end }) =>
    lane === PROBE_LANE && endMs >= signalMs && (status === 503 || end === "unreachable")
  );
  return earliest(red.map(({ endMs }) => endMs));
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
}

/** The last of several times. */
export function latest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}
