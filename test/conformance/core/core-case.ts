import type * as quiesce from "../../../mod.ts";

/** The namespace of the front door. It is passed in, so that any build of it can be judged. */
export type Lib = typeof quiesce;

/** A promise that the core keeps without any runtime's help. It is broken when `run` rejects. */
export interface CoreCase {
  readonly id: string;
  readonly promise: string;
  run(lib: Lib): void | Promise<void>;
}
