import process from "node:process";

/** Sends a signal to a process, or to a group by its negative number. Harmless when it is gone. */
export function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
