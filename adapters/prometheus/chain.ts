/** What is there at once, or will be. */
export type Soon<T> = T | PromiseLike<T>;

/** Goes on at once where nothing has to be waited for: a process may exit before a promise settles. */
export function chain<T, R>(value: Soon<T>, run: (value: T) => Soon<R>): Soon<R> {
  return isThenable(value) ? value.then((settled) => run(settled)) : run(value);
}

/** Runs `run`; what it throws, at once or later, is told and is all that comes of it. */
export function attempt(failed: (error: unknown) => void, run: () => Soon<void>): Soon<void> {
  try {
    const work = run();
    return isThenable(work) ? work.then(undefined, failed) : undefined;
  } catch (error) {
    failed(error);
  }
}

function isThenable<T>(value: Soon<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | undefined)?.then === "function";
}
