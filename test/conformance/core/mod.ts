import { ack } from "./ack.ts";
import { all } from "./all.ts";
import { cancel } from "./cancel.ts";
import type { CoreCase } from "./core-case.ts";
import { once } from "./once.ts";
import { order } from "./order.ts";
import { time } from "./time.ts";
import { truth } from "./truth.ts";

export type { CoreCase, Lib } from "./core-case.ts";

/** The promises of the core as data: the same on every runtime, and where there is none. */
export const cases: readonly CoreCase[] = [
  ...cancel,
  ...ack,
  ...order,
  ...all,
  ...once,
  ...time,
  ...truth,
];
