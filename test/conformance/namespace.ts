import { spawnSync } from "node:child_process";
import { getuid } from "node:process";

// The program is the first process of its own namespace, and ends with the launcher.
const UNSHARE = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];
const AS_USER = ["--user", "--map-root-user"];

const words: readonly string[] = getuid?.() === 0 ? UNSHARE : [...UNSHARE, ...AS_USER];

/** Starts a program as PID 1. */
export const NAMESPACE: { readonly launcher: readonly string[]; readonly nested: true } = {
  launcher: words,
  nested: true,
};

/** Says why this machine makes no process namespace; `undefined` when it does. */
export function namespaceRefusal(): string | undefined {
  const [command = "", ...options] = words;
  const { status, error, stderr } = spawnSync(command, [...options, "true"], { encoding: "utf8" });
  if (status === 0) return undefined;
  return error?.message ?? stderr.trim();
}
