import type { Place } from "../core/mod.ts";

interface Holder {
  stack?: string;
}

/** What the engine adds to the standard. */
interface Engine {
  captureStackTrace?(holder: Holder, below: unknown): void;
  stackTraceLimit?: unknown;
}

const engine = Error as Engine;

/** What belongs to the engine or the runtime opens nothing. */
const FOREIGN = /^(node|ext|native|bun|internal):/;
const LOCATION = /\(?([^\s()]+:\d+:\d+)\)?\s*$/;

/**
 * Where something was opened: the caller of `entry` or, where this package itself called that, the
 * code that called the package.
 *
 * The stack is kept as the engine keeps it, since making its text takes ten times as long, and most
 * of what is opened is closed before anybody asks. It holds on to what the functions in it see, which
 * must not live longer for it: call {@linkcode settle} now and then.
 */
export class Birthplace implements Place {
  #holder: Holder | undefined;
  #caller = "";
  #outside = "";

  /** It must be called while `entry` is on the stack; `depth` frames below it are looked at. */
  constructor(entry: unknown, depth = 5) {
    const holder: Holder = {};
    this.#holder = holder;
    withLimit(depth, () => engine.captureStackTrace?.(holder, entry));
  }

  /** One line such as `file:///app/main.ts:12:3`. Empty until it is settled, and where unknown. */
  get text(): string {
    return this.#outside || this.#caller;
  }

  /** The same, or an empty string where only this package is on the stack. */
  get outside(): string {
    return this.#outside;
  }

  get isSettled(): boolean {
    return this.#holder === undefined;
  }

  /** Makes the text, which takes up to a tenth of a millisecond, and lets go of the stack. */
  settle(): void {
    const holder = this.#holder;
    if (holder === undefined) return;
    this.#holder = undefined;
    const frames = framesOf(holder.stack ?? "");
    const [caller = ""] = frames;
    this.#caller = locationOf(caller);
    this.#outside = locationOf(frames.find((frame) => !isOwn(frame)) ?? "");
  }
}

/** Every frame costs, when it is taken and much more when it is read. */
function withLimit(depth: number, capture: () => void): void {
  const limit = engine.stackTraceLimit;
  const isChanged = limit !== depth && Reflect.set(engine, "stackTraceLimit", depth);
  capture();
  if (isChanged) engine.stackTraceLimit = limit;
}

function framesOf(stack: string): string[] {
  return stack.split("\n").filter((line) => LOCATION.test(line) && !FOREIGN.test(locationOf(line)));
}

function locationOf(frame: string): string {
  return LOCATION.exec(frame)?.[1] ?? "";
}

/** Where this file may be, as it is and joined with others, and what else is beside it then. */
const OWN_FILE = /^(.*\/)(?:src\/leak\/[^/]+|chunks\/[^/]+)$/;
const OWN_FOLDERS = ["src/", "adapters/", "chunks/"];
let home: string | undefined;

/** Whether a frame lies in the files of this package. In a bundle of one file, none does. */
function isOwn(frame: string): boolean {
  home ??= OWN_FILE.exec(locationOf(framesOf(new Error().stack ?? "")[0] ?? ""))?.[1] ?? "";
  const path = locationOf(frame);
  return home !== "" && OWN_FOLDERS.some((folder) => path.startsWith(home + folder));
}
