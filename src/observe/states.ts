import type { State } from "../core/mod.ts";

/** Every state, whether or not the life has been in it. */
export const STATES: readonly State[] = Object.keys(
  {
    starting: true,
    ready: true,
    announcing: true,
    draining: true,
    compensating: true,
    closing: true,
    flushing: true,
    stopped: true,
  } satisfies Record<State, true>,
) as State[];
