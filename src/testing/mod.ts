/**
 * What people need to test their own shutdown without dying: a clock moved by hand, a process that
 * is none, and a record of what happened.
 *
 * @module
 */
export {
  type FakeEnd,
  type FakePlatform,
  fakePlatform,
  type FakePlatformOptions,
} from "./fake-platform.ts";
export { type HandClock, handClock, type HandClockOptions } from "./hand-clock.ts";
export { type Recorder, recorder } from "./recorder.ts";
export {
  expectNoLeaks,
  type LeakCheck,
  type Leftover,
  type NoLeaksOptions,
} from "./expect-no-leaks.ts";
