import {
  type Lifecycle,
  type Phase,
  type Release,
  release,
  StopReason,
} from "../../src/core/mod.ts";
import { lastWords } from "./last-words.ts";
import type { Message } from "./message.ts";
import { monotonicMicros } from "./monotonic.ts";
import type { Outbox } from "./outbox.ts";
import { positionOf, statusOf } from "./status.ts";

/** Options of `notify` with their defaults, checked. */
export interface NoticeSettings {
  readonly stoppingFrom: "announcing" | "draining";
  readonly statusEveryMs: number;
  readonly extendMs: number;
  readonly warn: (line: string) => void;
}

const CALLED_OFF =
  "the shutdown was called off, but systemd was told of it and ends this process all the same";

/** Turns what happens in one life into messages. */
export class Notice {
  readonly #life: Lifecycle;
  readonly #settings: NoticeSettings;
  readonly #outbox: Outbox;
  readonly #hooks: Set<string> = new Set();
  #reason: StopReason | undefined;
  #toldStopping = false;
  #settled = 0;
  #position = "";
  #status = "";
  #reloads = 0;
  #isOver = false;
  #disarm: () => void = () => {};

  constructor(life: Lifecycle, settings: NoticeSettings, outbox: Outbox) {
    this.#life = life;
    this.#settings = settings;
    this.#outbox = outbox;
  }

  /** Says where the life is, and what follows, until released. */
  follow(): Release {
    const life = this.#life;
    const undos = [
      life.on("state.changed", ({ from }) => this.#stateChanged(from === "starting")),
      life.on("shutdown.requested", ({ reason }) => this.#begin(reason)),
      life.on("shutdown.called-off", () => this.#calledOff()),
      life.on("budget.extended", () => this.#refresh(true)),
      life.on("phase.started", ({ phase }) => this.#enter(phase)),
      life.on("hook.started", ({ phase, hook }) => void this.#hooks.add(`${phase}/${hook}`)),
      life.on("hook.settled", ({ phase, hook }) => this.#settle(`${phase}/${hook}`)),
      life.on("stopped", ({ report, waitUntil }) => {
        this.#disarm();
        this.#outbox.push(lastWords(report));
        waitUntil(this.#outbox.sent());
      }),
    ];
    this.#catchUp();
    return release(() => {
      this.#isOver = true;
      this.#disarm();
      for (const undo of undos) undo();
    });
  }

  /** Runs `run`, and says so before and after. */
  async reload<T>(run: () => T | PromiseLike<T>): Promise<T> {
    if (!this.#isTold()) return await run();
    this.#reloads += 1;
    if (this.#reloads === 1) this.#tellReloading();
    try {
      return await run();
    } finally {
      this.#reloads -= 1;
      if (this.#reloads === 0 && this.#isTold()) this.#tell({ READY: "1" });
    }
  }

  /** Whether a reload is of interest to anybody. */
  #isTold(): boolean {
    return this.#life.health.ready && !this.#isOver;
  }

  #catchUp(): void {
    if (this.#life.remainingMs() === Infinity) return this.#stateChanged(this.#life.health.ready);
    this.#begin(new StopReason("asked before systemd was told of anything"));
    const isLater = this.#life.state !== "announcing";
    this.#enter(isLater ? "drain" : "announce");
  }

  #stateChanged(isNew: boolean): void {
    if (this.#reason) return;
    if (isNew && this.#life.health.ready) this.#tell({ READY: "1" });
    else this.#refresh();
  }

  #begin(reason: StopReason): void {
    this.#reason = reason;
    this.#tick();
  }

  #enter(phase: Phase): void {
    const { stoppingFrom } = this.#settings;
    const isFirst = phase === (stoppingFrom === "announcing" ? "announce" : "drain");
    if (!isFirst) return this.#refresh();
    this.#toldStopping = true;
    this.#tell({ STOPPING: "1" });
  }

  #settle(hook: string): void {
    this.#hooks.delete(hook);
    this.#settled += 1;
  }

  #calledOff(): void {
    this.#reason = undefined;
    this.#hooks.clear();
    this.#disarm();
    this.#refresh();
    if (!this.#toldStopping) return;
    this.#settings.warn(`quiesce: ${CALLED_OFF}; use the option "stoppingFrom"`);
    this.#outbox.push({ STATUS: `${this.#life.state}, ${CALLED_OFF}` });
  }

  #tick(): void {
    this.#disarm = this.#life.clock.after(this.#settings.statusEveryMs, () => {
      this.#refresh();
      this.#tick();
    });
  }

  #tellReloading(): void {
    const micros = monotonicMicros();
    this.#outbox.push({
      RELOADING: "1",
      ...(micros !== undefined && { MONOTONIC_USEC: micros }),
      STATUS: "reloading",
    });
  }

  /** Says what is new, if anything is. */
  #refresh(hasMoved = false): void {
    if (hasMoved) this.#position = "";
    const before = this.#status;
    const extension = this.#extension();
    this.#status = this.#currentStatus();
    if (this.#status === before && !extension) return;
    this.#outbox.push({ STATUS: this.#status, ...extension });
  }

  #tell(turn: Message): void {
    this.#status = this.#currentStatus();
    this.#outbox.push({ ...turn, STATUS: this.#status, ...this.#extension() });
  }

  #currentStatus(): string {
    return statusOf(this.#life, this.#reason && { reason: this.#reason, hooks: this.#hooks });
  }

  /** More time, if something has moved since it was asked for last. */
  #extension(): Message | undefined {
    if (!this.#reason) return undefined;
    const before = this.#position;
    this.#position = positionOf(this.#life, this.#settled);
    const extendMs = Math.min(this.#settings.extendMs, this.#life.remainingMs());
    if (this.#position === before || extendMs <= 0) return undefined;
    return { EXTEND_TIMEOUT_USEC: String(Math.floor(extendMs * 1_000)) };
  }
}
