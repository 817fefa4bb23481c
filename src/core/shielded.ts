import type { Scope } from "./scope.ts";

/** Runs `run` in `scope` until it ends or the scope is aborted, and closes the scope. */
export async function runShielded<T>(
  scope: Scope,
  run: (scope: Scope) => T | PromiseLike<T>,
): Promise<T> {
  const cut = Promise.withResolvers<never>();
  const forget = scope.onAbort((reason) => cut.reject(reason));
  try {
    return await Promise.race([(async () => await run(scope))(), cut.promise]);
  } finally {
    forget();
    await scope.close();
  }
}
