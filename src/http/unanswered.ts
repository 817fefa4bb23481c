/**
 * The requests whose handlers have not answered yet. When the process must stop now, they are
 * answered in place of handlers that do not hear their signal.
 */
export class Unanswered {
  readonly #pending: Set<() => void> = new Set();

  /** As `work` settles, or with the answer of `instead` when it is cut first. */
  race<T>(work: PromiseLike<T>, hooks: RaceHooks<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let isCut = false;
    const cut = (): void => {
      isCut = true;
      resolve(hooks.instead());
    };
    const settle = (): void => {
      this.#pending.delete(cut);
      hooks.settled();
    };
    this.#pending.add(cut);
    const fail = (error: unknown): void => {
      if (!isCut) hooks.failed();
      reject(error);
    };
    work.then((value) => {
      settle();
      if (isCut) return hooks.late(value);
      try {
        resolve(hooks.answered(value));
      } catch (error) {
        // Thrown into the chain it would fail the process, and leave the client without an answer.
        fail(error);
      }
    }, (error: unknown) => {
      settle();
      fail(error);
    });
    return promise;
  }

  /** Answers all of them. */
  cut(): void {
    for (const each of this.#pending) each();
  }
}

/** What is done with a race. */
export interface RaceHooks<T> {
  /** The handler has settled, before or after it was cut. */
  settled(): void;
  /** Makes the answer out of what the handler returned in time. */
  answered(value: T): T;
  /** The handler, or what was made of its answer, has failed in time. */
  failed(): void;
  /** Makes the answer when it is cut. */
  instead(): T;
  /** Disposes of what the handler returned when it was cut. */
  late(value: T): void;
}
