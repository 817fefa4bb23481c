import type { Lifecycle } from "../../src/core/mod.ts";
import type { Owner } from "./record.ts";

interface Surroundings {
  readonly process?: {
    readonly pid?: number;
    kill?(pid: number, signal: 0): unknown;
  };
  readonly Deno?: {
    readonly permissions: { querySync(wanted: { name: "run" }): { readonly state: string } };
  };
}

/** How much longer than its grace period somebody is thought to end, of whom it cannot be seen. */
const PATIENCE_MS = 10 * 60_000;

/** Those of this process that run. Several lives may share a file for a while. */
const RUNNING = new Set<string>();

/** Who keeps the record of `life` from now on. */
export function ownerOf({ identity, graceMs, clock }: Lifecycle): Owner {
  const { pid = 0 } = (globalThis as Surroundings).process ?? {};
  const startedAtMs = clock.wallMs();
  const { instance = "" } = identity;
  const id = crypto.randomUUID();
  RUNNING.add(id);
  return { id, instance, pid, startedAtMs, graceMs };
}

/** Notes that it runs no more, so that others of this process need not wait for it. */
export function hasEnded({ id }: Owner): void {
  RUNNING.delete(id);
}

/**
 * Whether `other`, who has left no end, may run yet: an old process beside the new one, which ends
 * when that is ready. Where this cannot be seen, it is thought so for as long as its end may take.
 */
export function mayRun(other: Owner, own: Owner, nowMs: number): boolean {
  if (RUNNING.has(other.id)) return true;
  const isNear = other.instance === own.instance;
  if (isNear && (other.pid === own.pid || isGone(other.pid))) return false;
  return nowMs - own.startedAtMs < other.graceMs + PATIENCE_MS;
}

function isGone(pid: number): boolean {
  const { process, Deno } = globalThis as Surroundings;
  // Deno would ask whoever sits before it.
  const mayAsk = !Deno || Deno.permissions.querySync({ name: "run" }).state === "granted";
  if (!mayAsk || !process?.kill) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as { readonly code?: unknown }).code === "ESRCH";
  }
}
