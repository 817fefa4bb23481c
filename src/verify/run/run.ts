import { setImmediate, setTimeout as delay } from "node:timers/promises";
import type { OnProgress } from "../progress.ts";
import type { FaultProxy } from "../proxy/fault-proxy.ts";
import type { Fact, Mark, RunRecord } from "../result.ts";
import type { Route, RouteKind, Settings } from "../settings.ts";
import type { Subject } from "../subject/subject.ts";
import type { Traffic } from "../wire/traffic.ts";

/** How much later than the grace period an exit is still taken for one in time: a busy machine. */
export const EXIT_SLACK_MS = 1_500;

const LOOK_MS = 10;

/** What was printed at the end is read after the end; one that lives on may print for ever. */
const LAST_WORDS_MS = 500;

/** Nobody can refuse to be killed, but one that is not ours may not be killed by us. */
const KILL_MS = 5_000;

/** What a run is made of. */
export interface RunParts {
  readonly scenario: string;
  readonly round: number;
  /** Which of the scenario's variants; empty when it has none. */
  readonly variant: string;
  /** What was seen of the variants before it, in the same round. */
  readonly earlier: readonly RunRecord[];
  readonly settings: Settings;
  readonly subject: Subject;
  readonly traffic: Traffic;
  /** Stands before the dependency, when the scenario's start has asked for it. */
  readonly proxy?: FaultProxy | undefined;
  readonly onProgress: OnProgress;
  nowMs(): number;
}

/** One process under watch: what a scenario drives it by, and what it has noted. */
export class Run {
  readonly settings: Settings;
  readonly subject: Subject;
  readonly traffic: Traffic;
  readonly marks: Mark[] = [];
  readonly facts: Record<string, Fact> = {};
  readonly #parts: RunParts;
  #signalAtMs: number | undefined;
  #killed = false;
  #unjudged: string | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.settings = parts.settings;
    this.subject = parts.subject;
    this.traffic = parts.traffic;
  }

  get variant(): string {
    return this.#parts.variant;
  }

  get earlier(): readonly RunRecord[] {
    return this.#parts.earlier;
  }

  /** Why this run cannot be judged. */
  get whyUnjudged(): string | undefined {
    return this.#unjudged;
  }

  /** The proxy that the scenario's `start` has asked for. */
  get proxy(): FaultProxy {
    const { proxy, scenario } = this.#parts;
    if (!proxy) throw new Error(`Cannot drive "${scenario}": it was started without a proxy`);
    return proxy;
  }

  /** When the first signal was sent, or the act that stands for it was done. */
  get signalAtMs(): number | undefined {
    return this.#signalAtMs;
  }

  /** Whether the process had to be killed by the watch. */
  get wasKilled(): boolean {
    return this.#killed;
  }

  /** Milliseconds since the process was started. */
  nowMs(): number {
    return this.#parts.nowMs();
  }

  /** The route of a kind that the scenario's `needs` has asked for. */
  route(kind: RouteKind): Route {
    const route = this.settings.routes[kind];
    if (!route) throw new Error(`Cannot drive "${this.#parts.scenario}": no route is "${kind}"`);
    return route;
  }

  /** Says what happens, to whom watches. */
  stage(text: string): void {
    this.#parts.onProgress({ kind: "stage", scenario: this.#parts.scenario, text });
  }

  mark(kind: Mark["kind"], label: string, atMs: number = this.nowMs()): void {
    this.marks.push({ atMs, kind, label });
  }

  /** Keeps something that the judgement needs. */
  fact(name: string, value: Fact): void {
    this.facts[name] = value;
  }

  /** Notes that what was seen proves nothing, and what would help. The first reason stays. */
  unjudged(why: string): void {
    this.#unjudged ??= why;
  }

  /** Sends a signal to the process that was started. The first one is the zero of all times. */
  signal(name: NodeJS.Signals = this.settings.signal): void {
    // Whose child is whose is known only as long as the parents live.
    this.subject.family.look();
    this.#signalAtMs ??= this.nowMs();
    this.mark("signal", name);
    this.stage(`${name} is sent`);
    this.subject.signal(name);
  }

  /** Notes an act of another kind that starts the end: a request that makes it fail. */
  act(label: string): void {
    this.#signalAtMs ??= this.nowMs();
    this.mark("act", label);
    this.stage(label);
  }

  /** Waits for `ms`, and until all is read that has come meanwhile. */
  async sleep(ms: number): Promise<void> {
    await delay(ms);
    // A timer that is late is told before the sockets are: whoever looks then sees what has been.
    await setImmediate();
  }

  /** Waits until `holds` is true; returns whether it was before `withinMs` had passed. */
  async until(holds: () => boolean, withinMs: number): Promise<boolean> {
    const deadlineMs = this.nowMs() + withinMs;
    while (!holds()) {
      if (this.nowMs() >= deadlineMs) return false;
      await delay(LOOK_MS);
    }
    return true;
  }

  /**
   * Waits for the process to go, by itself, until the grace period after the first signal is over;
   * kills it then. Returns whether it went by itself.
   */
  async gone(): Promise<boolean> {
    const endMs = (this.#signalAtMs ?? this.nowMs()) + this.settings.graceMs;
    this.mark("deadline", "end of the grace period", endMs);
    const leftMs = endMs + EXIT_SLACK_MS - this.nowMs();
    if (await this.until(() => this.subject.isGone, leftMs)) {
      await Promise.race([this.subject.silent, delay(LAST_WORDS_MS)]);
      return true;
    }
    this.#killed = true;
    this.mark("killed", "SIGKILL by the watch");
    this.subject.kill();
    await this.until(() => this.subject.isGone, KILL_MS);
    return false;
  }
}
