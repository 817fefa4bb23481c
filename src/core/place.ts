/** Where something was registered. Cheap to take; the text is made only when it is read. */
export interface Place {
  /** One line such as `file:///app/main.ts:12:3`, or an empty string where it is unknown. */
  readonly text: string;
}

type Capture = (holder: object, below?: unknown) => void;

/**
 * Takes the place from which `entry`, a public function of this package, was called. It must be
 * called by `entry` itself: Bun drops the frame of a function that has made a tail call.
 *
 * For wrappers that want the report to show their caller and not themselves. It costs some
 * microseconds.
 *
 * @example Spawn for a caller
 * ```ts
 * import { placeOf, Scope, type Task } from "quiesce";
 *
 * const jobs = new Scope("jobs");
 * function enqueue(run: () => Promise<void>): Task<void> {
 *   const task = jobs.spawn("job", run, { place: placeOf(enqueue) });
 *   return task;
 * }
 * const { where } = enqueue(() => Promise.resolve());
 * console.assert(/:\d+:\d+$/.test(where));
 * ```
 */
export function placeOf(entry: unknown): Place {
  const holder: { stack?: string } = {};
  const { captureStackTrace } = Error as { readonly captureStackTrace?: Capture };
  if (captureStackTrace) captureStackTrace(holder, entry);
  return {
    get text(): string {
      return firstFrame(holder.stack ?? "");
    },
  };
}

function firstFrame(stack: string): string {
  const frame = stack.split("\n").find((line) => /:\d+:\d+/.test(line)) ?? "";
  return /\(?([^\s()]+:\d+:\d+)\)?\s*$/.exec(frame)?.[1] ?? frame.trim();
}
