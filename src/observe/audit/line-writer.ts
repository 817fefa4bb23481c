/** A stream of Node's kind, such as `process.stdout`, on every runtime. */
export interface LineStream {
  /** Takes a text, and says when it has left. */
  write(text: string, done: (error?: Error | null) => void): unknown;
}

/**
 * Makes a function that writes a line to a stream and settles once it has left the process, so that a
 * slow reader holds up neither the program nor the order of lines.
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
  return (line) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    stream.write(`${line}\n`, (error) => error ? reject(error) : resolve());
    return promise;
  };
}
