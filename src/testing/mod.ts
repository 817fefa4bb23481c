/**
 * What people need to test their own shutdown without dying: a clock moved by hand.
 *
 * @module
 */
export { type HandClock, handClock, type HandClockOptions } from "./hand-clock.ts";
