import { type Release, release } from "../core/mod.ts";

/** Tells facts to listeners, by name, and shuts the listeners off from each other. */
export class Teller<Events> {
  readonly #listeners: Map<keyof Events, Set<(detail: never) => void>> = new Map();

  on<Name extends keyof Events>(type: Name, listener: (detail: Events[Name]) => void): Release {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    // The same function may be added twice, and each is released on its own.
    const call = (detail: Events[Name]): void => listener(detail);
    listeners.add(call);
    return release(() => listeners.delete(call));
  }

  tell<Name extends keyof Events>(type: Name, detail: Events[Name]): void {
    for (const listener of [...this.#listeners.get(type) ?? []]) {
      try {
        (listener as (detail: Events[Name]) => void)(detail);
      } catch (error) {
        // As if it had been called by a promise: seen by the process, and not by the others.
        void Promise.reject(error);
      }
    }
  }
}
