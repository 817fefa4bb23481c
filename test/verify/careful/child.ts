import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { until } from "./awake.ts";
import { HAS_CHILD, hasFault } from "./settings.ts";

const KILL_AFTER_MS = 500;

let child: ChildProcess | undefined;

/** Starts a process that helps, as a renderer or a compiler would. */
export function startChild(): void {
  if (!HAS_CHILD) return;
  child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  child.unref();
}

/** Ends it, and waits until it is gone. */
export async function endChild(): Promise<void> {
  if (!child || hasFault("leaves-child")) return;
  child.kill("SIGTERM");
  const isGone = (): boolean => child?.exitCode !== null || child.signalCode !== null;
  if (!(await until(isGone, KILL_AFTER_MS))) child.kill("SIGKILL");
}
