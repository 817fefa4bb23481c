/** Where a process is in its life. */
export type State =
  | "starting"
  | "ready"
  | "announcing"
  | "draining"
  | "compensating"
  | "closing"
  | "flushing"
  | "stopped";

/** The parts of a shutdown, each with hooks of its own. */
export type Phase = "announce" | "drain" | "compensate" | "close" | "flush";

/** Every legal move. A move that is not written here cannot happen. */
const MOVES: Readonly<Record<State, readonly State[]>> = {
  starting: ["ready", "announcing"],
  ready: ["announcing"],
  announcing: ["ready", "draining"],
  draining: ["compensating"],
  compensating: ["closing"],
  closing: ["flushing"],
  flushing: ["stopped"],
  stopped: [],
};

/** The state in which the hooks of a phase run. */
export const STATE_OF: Readonly<Record<Phase, State>> = {
  announce: "announcing",
  drain: "draining",
  compensate: "compensating",
  close: "closing",
  flush: "flushing",
};

/** All states in the order of a life. */
export const STATES: readonly State[] = Object.keys(MOVES) as State[];

/** Whether the table of moves has this one. */
export function canMove(from: State, to: State): boolean {
  return MOVES[from].includes(to);
}

/** Whether `phase` is over, or was, once the life has reached `state`. */
export function isPast(phase: Phase, state: State): boolean {
  return STATES.indexOf(state) > STATES.indexOf(STATE_OF[phase]);
}
