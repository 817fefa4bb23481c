// What a scope knows of itself, a bit each: a million scopes hold a million of these.

/** Its parent does not stop it. */
export const DETACHED = 1;
/** It outlives a stop and an abort of its parent. */
export const SHIELDED = 2;
/** It has closed. */
export const CLOSED = 4;
/** It was asked to stop. */
export const STOPPED = 8;
/** It was told to stop now. */
export const ABORTED = 16;
