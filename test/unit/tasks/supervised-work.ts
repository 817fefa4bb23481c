import { Scope } from "../../../src/core/mod.ts";
import {
  Group,
  type GroupSpawnOptions,
  type GroupTask,
  supervise,
  type SuperviseOptions,
} from "../../../src/tasks/mod.ts";
import type { HandClock } from "../../../src/testing/hand-clock.ts";
import { settled, untilAbort } from "./group-work.ts";

export const UNWIND_MS = 50;
export const PATIENT = { restarts: Infinity };
export const EVERY_100_MS = { minDelayMs: 100, factor: 1, jitter: "none" } as const;
export const broken: Error = new Error("broken");

/** A group that restarts its tasks. */
export function supervised(clock: HandClock, options: SuperviseOptions = {}): Group {
  const parent = new Scope("", { clock, unwindMs: UNWIND_MS });
  return new Group("workers", { parent, policy: supervise(options) });
}

/** A task whose runs a test ends by hand. */
export class Worker {
  readonly task: GroupTask<unknown>;
  readonly scopes: Scope[] = [];
  #run: PromiseWithResolvers<unknown> = Promise.withResolvers();

  constructor(group: Group, options?: GroupSpawnOptions, name = "worker") {
    this.task = group.spawn(name, (scope) => {
      this.scopes.push(scope);
      this.#run = Promise.withResolvers();
      return Promise.race([this.#run.promise, untilAbort(scope)]);
    }, options);
  }

  async end(how: "done" | "failed" | "stopped"): Promise<void> {
    if (how === "done") this.#run.resolve(how);
    if (how === "failed") this.#run.reject(broken);
    if (how === "stopped") this.scopes.at(-1)?.abort("by itself");
    await settled();
  }
}
