import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { freePort } from "../../src/verify/subject/free-port.ts";
import { ROOT, type Runtime } from "./runtime.ts";

/** The service's whole budget, from the signal to its exit. */
const GRACE_MS = 8_000;

/** Leaves the service in the foreground until it ends; returns the exit code to take over. */
export async function keep(runtime: Runtime, file: string): Promise<number> {
  const port = await freePort();
  const child = spawn(runtime.command, [...runtime.args, file], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), GRACE_MS: String(GRACE_MS) },
    stdio: ["inherit", "pipe", "inherit"],
  });
  stayUntilItEnds(child);
  echo(child, port);
  const [code, signal] = await once(child, "close") as [number | null, string | null];
  console.log(`\nThe service has ended with ${code === null ? signal : `exit code ${code}`}.`);
  return code ?? 1;
}

function stayUntilItEnds(child: ChildProcess): void {
  // The terminal sends Ctrl-C to both of us: passing it on would make it two.
  process.on("SIGINT", () => {});
  // These come to one process only. Should both get one, the service takes the second for an echo.
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => child.kill(signal));
  }
}

function echo(child: ChildProcess, port: number): void {
  if (!child.stdout) return;
  createInterface({ input: child.stdout }).on("line", (line) => {
    console.log(line);
    if (line.includes("listening")) console.log(thingsToTry(`127.0.0.1:${port}`));
  });
}

function thingsToTry(host: string): string {
  return `
The service is at http://${host}/ and stays. In another terminal, try:

  curl -i 'http://${host}/'                    answers "ok"
  curl -i 'http://${host}/slow?ms=3000'        then press Ctrl-C here: it is still answered
  curl -N 'http://${host}/stream?ms=5000'      then press Ctrl-C here: it comes to its END
  curl -N 'http://${host}/sse'                 endless: the service ends it, cleanly
  curl -i 'http://${host}/ready'               200; 503 from the first moment of a shutdown
  curl 'http://${host}/crash'                  answers, then fails: exit code 1, all cleaned up

Press Ctrl-C to shut it down. Press it again half a second later or more to hurry it.
`;
}
