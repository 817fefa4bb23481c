import type { Admission } from "./admission.ts";

/** What sends a response of `node:http`, or of a stream of HTTP/2. */
export interface Sender {
  /** Ends the response. */
  end(): unknown;
  /** Listens to its errors. */
  on(event: "error", listener: () => void): unknown;
}

/** A response of `node:http`, as far as it says what it is. */
export interface HeadWriter extends Sender {
  writeHead(...args: never[]): unknown;
  getHeader(name: string): unknown;
}

const TYPE = "content-type";

/** Whether this is the type of an endless stream of events, which a client opens again by itself. */
export function isEventType(type: unknown): boolean {
  return typeof type === "string" && type.startsWith("text/event-stream");
}

/** Takes a response for long-lived work as soon as its head says that it is a stream of events. */
export function watchHead(outgoing: HeadWriter, admission: Admission): void {
  const { writeHead } = outgoing;
  // What is not written by hand is written through this too.
  outgoing.writeHead = function (this: HeadWriter, ...args: never[]): unknown {
    const result = writeHead.apply(this, args);
    const type = typeIn(args.at(-1)) ?? outgoing.getHeader(TYPE);
    if (isEventType(type)) becomeEndless(outgoing, admission);
    return result;
  };
}

/** Takes what `sender` sends for long-lived work, which is ended cleanly after its share. */
export function becomeEndless(sender: Sender, admission: Admission): void {
  admission.lease.becomeLongLived(() => {
    // Its handler may not have heard of it, and write on.
    sender.on("error", () => {});
    // It may have its turn at once, while the head is being written.
    queueMicrotask(() => sender.end());
  });
}

/** The type in headers as they are given to Node: an object, pairs, or names and values in turn. */
export function typeIn(headers: unknown): unknown {
  if (typeof headers !== "object" || headers === null) return undefined;
  if (!Array.isArray(headers)) return valueOf(Object.entries(headers));
  const list: unknown[] = headers.flat();
  return list.find((_, at) => at % 2 === 1 && isType(list[at - 1]));
}

function valueOf(entries: readonly (readonly [name: string, value: unknown])[]): unknown {
  return entries.find(([name]) => isType(name))?.[1];
}

function isType(name: unknown): boolean {
  return typeof name === "string" && name.toLowerCase() === TYPE;
}
