import process from "node:process";
import { text } from "node:stream/consumers";
import { EXIT } from "./exit-code.ts";
import { main } from "./mod.ts";
import type { Output } from "./world.ts";

/** Does what the command line of this process says, and sets the exit code. */
export async function run(): Promise<void> {
  let isWritten = true;
  const fail = ({ code, message }: NodeJS.ErrnoException): void => {
    // Who reads has read enough, as `head` does: that is no mistake, and changes no verdict.
    if (code === "EPIPE" || !isWritten) return;
    isWritten = false;
    process.exitCode = EXIT.usage;
    stderr.write(`Cannot write the output: ${code ?? message}\n`);
  };
  const stdout = outputOf(process.stdout, fail);
  const stderr = outputOf(process.stderr, fail);
  const exitCode = await main(process.argv.slice(2), {
    stdout,
    stderr,
    environment: process.env,
    readInput: () => text(process.stdin),
  });
  if (isWritten) process.exitCode = exitCode;
}

function outputOf(stream: NodeJS.WriteStream, fail: (error: Error) => void): Output {
  stream.on("error", fail);
  return {
    write(text) {
      try {
        stream.write(text);
      } catch (error) {
        // Deno throws what the others say by the event.
        fail(error as Error);
      }
    },
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
  };
}
