import { type AbortSource, onAbort } from "./abort-source.ts";

/** Settles like `work`, or rejects with the reason as soon as `source` is aborted. */
export function abortablePromise<T>(
  work: PromiseLike<T>,
  source: AbortSource | undefined,
  tell: (error: unknown) => void,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let isCut = false;
  const forget = onAbort(source, (reason) => {
    isCut = true;
    reject(reason);
  });
  Promise.resolve(work).then(
    (value) => {
      forget();
      resolve(value);
    },
    (error: unknown) => {
      forget();
      if (isCut) tell(error);
      else reject(error);
    },
  );
  return promise;
}
