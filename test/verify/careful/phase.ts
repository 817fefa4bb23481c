/**
 * Where the process is in its life: in `announcing` it serves on, not ready; in `lingering` nobody
 * new can connect; in `draining` idle connections are ended.
 */
export type Phase = "starting" | "serving" | "announcing" | "lingering" | "draining";

const ORDER: readonly Phase[] = ["starting", "serving", "announcing", "lingering", "draining"];

let current: Phase = "starting";
let hurried = false;

export function enter(phase: Phase): void {
  current = phase;
}

export function isStarting(): boolean {
  return current === "starting";
}

/** Whether `phase` has been reached. */
export function hasReached(phase: Phase): boolean {
  return ORDER.indexOf(current) >= ORDER.indexOf(phase);
}

/** Lets nothing be waited for any more. */
export function hurry(): void {
  hurried = true;
}

export function isHurried(): boolean {
  return hurried;
}
