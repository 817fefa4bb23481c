import type { RuntimeName } from "./subject.ts";

/**
 * What a runtime cannot do yet: why, and where that is reported, by the id of the case.
 *
 * Each of these cases still runs and must fail. The support table is made from this list.
 */
export const GAPS: Readonly<Partial<Record<RuntimeName, Readonly<Record<string, string>>>>> = {
  bun: {
    "LOSS-6": "Bun.serve closes a connection on which a request is pipelined behind an " +
      "asynchronous handler, also in normal service, https://github.com/oven-sh/bun/pull/38128",
  },
};
