import { QuiesceError } from "../check/mod.ts";
import type { Cleanup, Disposer } from "./scope-options.ts";

/** The cleanup that closes `resource`, by `dispose` or by its own disposer. */
export function disposerOf<R>(
  resource: R,
  dispose: Disposer<R> | undefined,
  what: string,
): Cleanup {
  if (typeof dispose === "function") return (signal) => dispose(resource, signal);
  const own = resource as
    | { [Symbol.asyncDispose]?(): unknown; [Symbol.dispose]?(): unknown }
    | null;
  if (typeof own?.[Symbol.asyncDispose] === "function") return () => own[Symbol.asyncDispose]?.();
  if (typeof own?.[Symbol.dispose] === "function") return () => own[Symbol.dispose]?.();
  throw new QuiesceError(
    "NO_DISPOSER",
    `Cannot use ${what}: it has no disposer, and no dispose function was given`,
  );
}
