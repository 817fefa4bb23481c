import type { RuntimeName } from "./subject.ts";

/**
 * What a runtime cannot do yet: why, and where that is reported, by the id of the case.
 *
 * Each of these cases still runs and must fail. The support table is made from this list.
 */
export const GAPS: Readonly<Partial<Record<RuntimeName, Readonly<Record<string, string>>>>> = {
  deno: {
    "EXIT-12": "Deno never runs dry while the top level awaits, so it does not end by itself; " +
      "without the await it does, https://github.com/denoland/deno/issues/15176",
  },
  bun: {
    "EXIT-12": "Bun never runs dry while the top level awaits, so it does not end by itself; " +
      "without the await it does, https://github.com/oven-sh/bun/pull/29549",
    "LOSS-6": "Bun.serve closes a connection on which a request is pipelined behind an " +
      "asynchronous handler, also in normal service, https://github.com/oven-sh/bun/pull/38128",
  },
};
