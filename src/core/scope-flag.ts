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

/** How many scopes of the process have closed so far: what a drain gets done shows in it. */
export const closed: { count: number } = { count: 0 };
