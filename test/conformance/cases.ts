import { ack } from "./ack.ts";
import { all } from "./all.ts";
import { cancel } from "./cancel.ts";
import { exit } from "./exit.ts";
import { force } from "./force.ts";
import { loss } from "./loss.ts";
import { lossUnderLoad } from "./loss-under-load.ts";
import type { Case } from "./mod.ts";
import { name } from "./name.ts";
import { once } from "./once.ts";
import { order } from "./order.ts";
import { ownServer } from "./own-server.ts";
import { same } from "./same.ts";
import { start } from "./start.ts";
import { truth } from "./truth.ts";
import { work } from "./work.ts";

/** All cases that may run side by side, in the order of the promises. */
export const CASES: readonly Case[] = [
  ...exit,
  ...loss,
  ...order,
  ...cancel,
  ...ack,
  ...all,
  ...once,
  ...force,
  ...truth,
  ...start,
  ...name,
  ...same,
];

/** The cases that want the machine for themselves. */
export const LOAD_CASES: readonly Case[] = lossUnderLoad;

/** The cases of structured work, which take their time. */
export const WORK_CASES: readonly Case[] = work;

/** The cases that only Node offers the means for. */
export const NODE_CASES: readonly Case[] = ownServer;
