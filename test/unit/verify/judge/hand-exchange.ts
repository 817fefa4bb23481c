import type { RawExchange } from "../../../../src/verify/wire/exchange.ts";

/** A request on a connection that had been used before, of which nothing has come back. */
export function exchange(seen: Partial<RawExchange> = {}): RawExchange {
  return {
    id: 1,
    lane: "hot",
    label: "GET /",
    connection: 1,
    expects: 200,
    startMs: 1_000,
    endMs: 1_001,
    end: "fin",
    status: undefined,
    begun: false,
    saidClose: false,
    earlier: 3,
    idleMs: 900,
    warned: false,
    bytesSent: 40,
    bytesReceived: 0,
    timeline: [],
    ...seen,
  };
}

/** A request on a connection that was made for it. */
export function fresh(seen: Partial<RawExchange> = {}): RawExchange {
  const { idleMs: _idleMs, ...rest } = exchange({ earlier: 0 });
  return { ...rest, ...seen };
}
