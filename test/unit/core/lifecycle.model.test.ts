import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import type { Report } from "../../../src/core/report.ts";
import type { State } from "../../../src/core/state.ts";
import { type HandClock, handClock } from "../../../src/testing/hand-clock.ts";

const GRACE_MS = 1_000;
const MAX_GRACE_MS = 1_500;
const DELAY_MS = 100;
const FORCE_MS = 34;
/** Two percent to unwind, five each to compensate, close and flush, one for the exit. */
const UNWIND_MS = 20;
const BEHIND_UNWIND_MS = 150;
const EXIT_MS = 10;

type Command =
  | { readonly verb: "ready" | "pause" | "resume" | "shutdown" | "force" | "enter" | "leave" }
  | { readonly verb: "extend" | "advance"; readonly ms: number };

/** What a lifecycle is, without how it does it. */
class Model {
  state: State = "starting";
  nowMs = 0;
  inFlight = 0;
  wasReady = false;
  isForced = false;
  isCut = false;
  extraMs = 0;
  calledOff = 0;
  startMs: number | undefined;
  drainMs = Infinity;
  unwindMs = Infinity;

  /** Whether the command is legal; then it has happened. */
  take(command: Command): boolean {
    const { state } = this;
    switch (command.verb) {
      case "ready":
        if (state === "starting") this.wasReady = true;
        if (state === "starting") this.state = "ready";
        return state === "starting" || state === "ready";
      case "pause":
        if (state === "ready") this.state = "announcing";
        return state === "ready" || state === "announcing";
      case "resume":
        return this.#resume();
      case "shutdown":
        this.#begin();
        return true;
      case "force":
        this.#force();
        return true;
      case "extend":
        this.#extend(command.ms);
        return true;
      case "enter":
        if (this.isOpen) this.inFlight += 1;
        return true;
      case "leave":
        if (this.inFlight > 0) this.inFlight -= 1;
        return true;
      case "advance":
        this.#pass(command.ms);
        return true;
    }
  }

  get isOpen(): boolean {
    return ["starting", "ready", "announcing"].includes(this.state);
  }

  /** Goes as far as it can without more time. */
  settle(): void {
    if (this.startMs === undefined) return;
    const announcedMs = this.wasReady ? this.startMs + DELAY_MS : this.startMs;
    if (this.state === "announcing" && this.nowMs >= Math.min(announcedMs, this.drainMs)) {
      this.state = "draining";
    }
    if (this.state !== "draining") return;
    if (this.inFlight > 0 && this.nowMs >= this.drainMs) this.isCut = true;
    if (this.inFlight === 0 || this.nowMs >= this.unwindMs) this.state = "stopped";
  }

  #resume(): boolean {
    if (this.state === "ready") return true;
    if (this.state !== "announcing" || !this.wasReady) return false;
    this.state = "ready";
    if (this.startMs !== undefined) this.calledOff += 1;
    this.startMs = undefined;
    this.drainMs = this.unwindMs = Infinity;
    this.extraMs = 0;
    return true;
  }

  #begin(): void {
    if (this.startMs !== undefined) return;
    this.startMs = this.nowMs;
    this.state = "announcing";
    this.unwindMs = this.nowMs + GRACE_MS - EXIT_MS - BEHIND_UNWIND_MS;
    this.drainMs = this.unwindMs - UNWIND_MS;
  }

  #force(): void {
    this.#begin();
    if (this.isForced || this.state === "stopped") return;
    this.isForced = true;
    this.drainMs = Math.min(this.drainMs, this.nowMs);
    const endMs = Math.min(this.unwindMs + BEHIND_UNWIND_MS, this.nowMs + FORCE_MS);
    const factor = Math.min(1, (endMs - this.nowMs) / (UNWIND_MS + BEHIND_UNWIND_MS));
    this.unwindMs = endMs - BEHIND_UNWIND_MS * factor;
  }

  #extend(ms: number): void {
    if (this.startMs === undefined || this.isForced || this.state === "stopped") return;
    const grantedMs = Math.min(ms, MAX_GRACE_MS - GRACE_MS - this.extraMs);
    this.extraMs += grantedMs;
    this.drainMs += grantedMs;
    this.unwindMs += grantedMs;
  }

  /** In steps, since what is due on the way must happen on the way. */
  #pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (; this.nowMs < endMs; this.nowMs += 1) this.settle();
    this.settle();
  }
}

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command[]>(
    { verb: "ready" },
    { verb: "ready" },
    { verb: "pause" },
    { verb: "resume" },
    { verb: "shutdown" },
    { verb: "shutdown" },
    { verb: "force" },
    { verb: "enter" },
    { verb: "enter" },
    { verb: "leave" },
  ),
  fc.record({
    verb: fc.constantFrom("extend" as const, "advance" as const),
    ms: fc.constantFrom(0, 1, 4, 50, 99, 100, 300),
  }),
);

it(
  "moves as the model does, whatever is called in whatever order",
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 30, size: "max" }), async (commands) => {
        const clock = handClock();
        const life = new Lifecycle({
          clock,
          graceMs: GRACE_MS,
          maxGraceMs: MAX_GRACE_MS,
          delayMs: DELAY_MS,
          forceMs: FORCE_MS,
        });
        const model = new Model();
        const reports = new Set<Report>();
        const keep = (report: Report): unknown => reports.add(report);

        for (const each of commands) {
          await takeBoth(life, model, each, clock, keep);
          assertAgrees(life, model);
        }

        await takeBoth(life, model, { verb: "shutdown" }, clock, keep);
        await takeBoth(life, model, { verb: "advance", ms: MAX_GRACE_MS }, clock, keep);
        assertAgrees(life, model);
        assertReports([...reports], model);
      }),
      { numRuns: 40 },
    );
  },
);

async function takeBoth(
  life: Lifecycle,
  model: Model,
  command: Command,
  clock: HandClock,
  keep: (report: Report) => unknown,
): Promise<void> {
  const mayLeave = model.inFlight > 0;
  const isOpen = model.isOpen;
  if (model.take(command)) await take(life, command, clock, { keep, mayLeave, isOpen });
  else await assert.rejects(take(life, command, clock), { code: "WRONG_STATE" });
  await clock.advance(0);
  model.settle();
}

async function take(
  life: Lifecycle,
  command: Command,
  clock: HandClock,
  { keep = ignore, mayLeave = false, isOpen = false } = {},
): Promise<void> {
  switch (command.verb) {
    case "shutdown":
    case "force":
      void life[command.verb]().then(keep);
      break;
    case "extend":
      life.extend(command.ms);
      break;
    case "enter":
      assert.equal(life.gate.enter(), isOpen);
      break;
    case "leave":
      if (mayLeave) life.gate.leave();
      break;
    case "advance":
      await clock.advance(command.ms);
      break;
    default:
      life[command.verb]();
  }
}

/** A command that is refused leads to no report. */
function ignore(_report: Report): unknown {
  return undefined;
}

function assertAgrees(life: Lifecycle, model: Model): void {
  assert.equal(life.state, model.state);
  assert.deepEqual(life.health, {
    started: model.wasReady,
    ready: model.state === "ready",
    live: model.state !== "stopped",
  });
  assert.equal(life.gate.inFlight, model.inFlight);
  assert.equal(life.gate.isClosed, !model.isOpen);
  assert.equal(life.stopping.aborted, !model.isOpen);
}

function assertReports(reports: readonly Report[], model: Model): void {
  const completed = reports.filter(({ end }) => end === "completed");
  assert.equal(completed.length, 1);
  assert.equal(reports.length - completed.length, model.calledOff);
  const [report] = completed;
  assert.ok(report && report.tookMs <= report.graceMs);
  assert.equal(report.exitCode, model.isForced ? 1 : model.isCut ? 124 : 0);
  assert.equal(report.graceMs, GRACE_MS + model.extraMs);
}
