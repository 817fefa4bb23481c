/**
 * What comes out of a channel or a queue: a value, or the end. It is what an iterator returns, too,
 * and so tells an `undefined` that was sent from the end.
 */
export type Received<T> =
  | { readonly done: false; readonly value: T }
  | { readonly done: true; readonly value: undefined };

/** Says that nothing more will come. */
export const END: { readonly done: true; readonly value: undefined } = Object.freeze({
  done: true,
  value: undefined,
});
