/** Whether `error` is how obedient code says that it was aborted. */
export function isAbortError(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { name } = error as { readonly name?: unknown };
  return name === "AbortError" || name === "TimeoutError";
}

/** Whether `error` only passes on `reason`, as it is or in words of its own. */
export function obeys(error: unknown, reason: unknown): boolean {
  if (isAbortError(error)) return true;
  if (reason === undefined) return false;
  return error === reason || (error instanceof Error && error.cause === reason);
}
