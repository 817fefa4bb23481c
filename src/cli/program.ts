import process from "node:process";
import { text } from "node:stream/consumers";
import { main } from "./mod.ts";

/** Does what the command line of this process says; returns the exit code. */
export async function run(): Promise<number> {
  for (const output of [process.stdout, process.stderr]) output.on("error", passClosedPipe);
  return await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    readInput: () => text(process.stdin),
  });
}

/** Who reads has read enough, as `head` does: that is no mistake, and changes no verdict. */
function passClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
