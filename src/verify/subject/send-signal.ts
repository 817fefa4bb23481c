import process from "node:process";

/**
 * Sends a signal to a process, or to a group by its negative number. Returns why it could not be
 * sent: `ESRCH` when it is gone, `EPERM` when it is another user's.
 */
export function sendSignal(pid: number, name: NodeJS.Signals): string | undefined {
  try {
    process.kill(pid, name);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
