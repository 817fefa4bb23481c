// What the tests of `offload` run as a module, in TypeScript on purpose.
import type { OffloadContext } from "../../../src/tasks/offload-options.ts";

interface Range {
  readonly from: number;
  readonly to: number;
}

export function run({ from, to }: Range): number {
  let sum: number = 0;
  for (let each = from; each <= to; each++) sum += each;
  return sum;
}

/** Goes on until it is aborted, without ever waiting. */
export function spin(_: unknown, { checkpoint }: OffloadContext): never {
  for (;;) void checkpoint();
}

export const notWork = 5;
