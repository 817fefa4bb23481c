import { spawn } from "node:child_process";
import process from "node:process";
import type { Writable } from "node:stream";

/**
 * What the guardian does: it reads who is under watch, and when there is nobody left who could
 * write to it, it ends them. A reader that sleeps costs nothing, and outlives even a SIGKILL of
 * its writer.
 */
const SCRIPT = `
while read -r what pid; do
  case $what in
    watch) pids="$pids $pid" ;;
    leave) left=; for each in $pids; do [ "$each" = "$pid" ] || left="$left $each"; done; pids=$left ;;
  esac
done
[ -n "$pids" ] || exit 0
for each in $pids; do kill -KILL "-$each"; done
for folder in /proc/[0-9]*; do
  for each in $pids; do
    grep -q "$1=$2:" "$folder/environ" && kill -KILL "\${folder#/proc/}"
  done
done
`;

/** The variable by which the processes of a watch are known, wherever they have gone. */
export const MARK_VARIABLE = "QUIESCE_VERIFY_WATCH";

const watchId = `${process.pid}.${Date.now()}`;
let watched = 0;
let guardian: Writable | undefined;

/** The value of {@linkcode MARK_VARIABLE} for one more process. */
export function nextMark(): string {
  watched += 1;
  return `${watchId}:${watched}`;
}

/**
 * Has a process group ended when this process ends, however it ends. Returns how to call that off.
 */
export function guard(pid: number): () => void {
  guardian ??= startGuardian();
  const write = (line: string): void => void guardian?.write(line);
  write(`watch ${pid}\n`);
  return () => write(`leave ${pid}\n`);
}

function startGuardian(): Writable | undefined {
  const child = spawn("sh", ["-c", SCRIPT, "guardian", MARK_VARIABLE, watchId], {
    stdio: ["pipe", "ignore", "ignore"],
    // A Ctrl-C is meant for the whole group: it must not be in ours.
    detached: true,
  });
  child.on("error", () => (guardian = undefined));
  child.stdin.on("error", () => {});
  child.unref();
  // A socket keeps its process alive, too.
  if ("unref" in child.stdin && typeof child.stdin.unref === "function") child.stdin.unref();
  return child.stdin;
}
