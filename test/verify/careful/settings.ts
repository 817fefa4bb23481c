import process from "node:process";
import type { Fault } from "./fault.ts";

const { env } = process;

export const PORT = Number(env["PORT"] ?? 3000);
/** For how long it serves on after the signal, not ready. */
export const DELAY_MS = Number(env["DELAY_MS"] ?? 500);
/** When what has not ended by then is cut, after the signal. */
export const GRACE_MS = Number(env["GRACE_MS"] ?? 5_000);
/** For how long the dependency may be silent beyond the time that it was asked for. */
export const PATIENCE_MS = Number(env["PATIENCE_MS"] ?? 2_500);
export const START_MS = Number(env["START_MS"] ?? 0);
export const HAS_CHILD = env["WITH_CHILD"] === "1";
/** `host:port` of what `/query` asks. */
export const DEPENDENCY = env["DEPENDENCY"];

/** Whether this process is to be wrong in this one way. */
export function hasFault(name: Fault): boolean {
  return env["FAULT"] === name;
}

/** Ways to be different without being wrong. */
export type Variation =
  | "big"
  | "chunked"
  | "closes-early"
  | "late"
  | "lower-case"
  | "no-content"
  | "one-request"
  | "takes-slowly";

/** Whether this process is to be different in this one way. */
export function varies(name: Variation): boolean {
  return env["VARIATION"] === name;
}
