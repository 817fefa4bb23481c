/** Undoes one registration. Calling it twice is harmless; it also works with `using`. */
export interface Release extends Disposable {
  (): void;
}

/**
 * Makes a {@linkcode Release} that runs `undo` at most once.
 *
 * **Again**: a second call does nothing. **Yours**: an error thrown by `undo` reaches the caller.
 *
 * @example Remove a listener with the value that its registration returned
 * ```ts
 * import { release } from "quiesce";
 *
 * const names = new Set(["db"]);
 * const remove = release(() => names.delete("db"));
 * remove();
 * remove();
 * console.assert(names.size === 0);
 * ```
 */
export function release(undo: () => void): Release {
  let pending: (() => void) | undefined = undo;
  const run = (): void => {
    const once = pending;
    pending = undefined;
    once?.();
  };
  return Object.assign(run, { [Symbol.dispose]: run });
}
