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
  #text = "";
  #isOfLife = false;

  /** It must be called while `entry` is on the stack; `depth` frames below it are looked at. */
  constructor(entry: unknown, depth = 5) {
    const holder: Holder = {};
    this.#holder = holder;
    withLimit(depth, () => engine.captureStackTrace?.(holder, entry));
  }

  /** One line such as `file:///app/main.ts:12:3`, or an empty string where it is unknown. */
  get text(): string {
    this.settle();
    return this.#text;
  }

  /** Whether a `Lifecycle` opened it for itself. */
  get isOfLife(): boolean {
    this.settle();
    return this.#isOfLife;
  }

  /** Makes the text and lets go of the stack. **Again**: nothing. */
  settle(): void {
    const holder = this.#holder;
    if (holder === undefined) return;
    this.#holder = undefined;
    const frames = framesOf(holder.stack ?? "").filter((frame) => !isIn(frame, "src/leak/"));
    this.#isOfLife = /\bnew Lifecycle\b/.test(frames[0] ?? "");
    this.#text = locationOf(frames.find((frame) => !isOwn(frame)) ?? frames[0] ?? "");
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
  return stack.split("\n").filter((line) => LOCATION.test(line));
}

function locationOf(frame: string): string {
  return LOCATION.exec(frame)?.[1] ?? "";
}

let home: string | undefined;

function isOwn(frame: string): boolean {
  return isIn(frame, "src/") || isIn(frame, "adapters/");
}

/** Whether a frame lies in a folder of this package. In a bundle, which is one file, none does. */
function isIn(frame: string, folder: string): boolean {
  home ??= homeOf(new Error().stack ?? "");
  return home !== "" && locationOf(frame).startsWith(`${home}/${folder}`);
}

/** The folder of the package, as this engine writes it into stacks. */
function homeOf(stack: string): string {
  const [own = ""] = framesOf(stack);
  const [folder = "", rest] = locationOf(own).split(/\/src\/leak\/(?=birthplace\.)/);
  return rest === undefined ? "" : folder;
}
