/** A stream of Node's kind, such as `process.stdout`, on every runtime. */
export interface LineStream {
  /** Takes a text, and says when it has left. */
  write(text: string, done: (error?: Error | null) => void): unknown;
  /** Tells of what is wrong with the stream. */
  on?(event: "error", listener: (error: Error) => void): unknown;
}

const HEARD: WeakSet<LineStream> = new WeakSet();

/**
 * Makes a function that writes a line to a stream and settles once it has left the process, so that a
 * slow reader holds up neither the program nor the order of lines.
 *
 * It rejects when the reader is gone. From then on the stream ends no process by an error that nobody
 * hears: a service outlives the collector of its logs. **Again**: writers of one stream share that.
 *
 * @example Lines on stdout
 * ```ts
 * import process from "node:process";
 * import { lineWriter } from "quiesce/observe";
 *
 * await lineWriter(process.stdout)("a line");
 * ```
 */
export function lineWriter(stream: LineStream): (line: string) => Promise<void> {
  hearErrors(stream);
  return (line) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    stream.write(`${line}\n`, (error) => error ? reject(error) : resolve());
    return promise;
  };
}

/** Each writer is told by its own line; without a listener the error would be thrown besides. */
function hearErrors(stream: LineStream): void {
  if (HEARD.has(stream)) return;
  HEARD.add(stream);
  stream.on?.("error", () => {});
}
