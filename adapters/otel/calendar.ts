import type { HrTime } from "@opentelemetry/api";
import type { Clock } from "../../src/core/mod.ts";

/** Turns times of a clock that never goes back into times of the calendar, as spans have them. */
export type Calendar = (atMs: number) => HrTime;

/** The calendar of a clock, as it is set now: what it tells later does not jump with it. */
export function calendarOf(clock: Clock): Calendar {
  const zeroMs = clock.wallMs() - clock.nowMs();
  return (atMs) => hrTime(zeroMs + atMs);
}

/** Not a number of milliseconds: small ones are taken for those since the process began. */
function hrTime(wallMs: number): HrTime {
  const seconds = Math.floor(wallMs / 1_000);
  return [seconds, Math.floor((wallMs - seconds * 1_000) * 1_000_000)];
}
