import { type State, STATES } from "./state.ts";

/** One promise per state that stays settled once the state was reached, even if left again. */
export class Latches {
  readonly #latches: ReadonlyMap<State, PromiseWithResolvers<void>> = new Map(
    STATES.map((state) => [state, Promise.withResolvers<void>()]),
  );

  reached(state: State): Promise<void> | undefined {
    return this.#latches.get(state)?.promise;
  }

  reach(state: State): void {
    this.#latches.get(state)?.resolve();
  }
}
