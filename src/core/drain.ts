import type { Budget } from "./budget.ts";
import type { Gate } from "./gate.ts";
import type { Unstopped } from "./outcome.ts";
import type { Clock } from "./port.ts";
import { StopReason, toReason } from "./reason.ts";
import type { Release } from "./release.ts";
import type { GateReport } from "./report.ts";
import { closed } from "./scope-flag.ts";
import type { ShutdownHost } from "./shutdown.ts";

/** What a drain policy sees of a drain, and the one thing that it may do to it. */
export interface DrainWatch {
  /** The clock of the life. */
  readonly clock: Clock;
  /**
   * How much has not ended: what is in the gates and in the tree. Long-lived work is not counted,
   * since it has a share of time of its own.
   */
  open(): number;
  /**
   * How much has ended since the drain began: what was in the gates, and every scope and task, those
   * that have begun meanwhile included.
   */
  ended(): number;
  /** How long until the drain is cut at its deadline. */
  remainingMs(): number;
  /**
   * Cuts the drain now, as its deadline would: aborts the tree, and gives it the time to unwind that
   * was reserved. **Again**: the first reason stays. **Late**: nothing once the drain is over.
   */
  cut(reason?: unknown): void;
}

/**
 * Decides whether a drain may go on, although time is left. It is called when the drain begins, and
 * what it returns is called when the drain is over.
 */
export type DrainPolicy = (watch: DrainWatch) => Release;

/**
 * Lets work in flight end: closes the gates, asks the tree to stop, ends what is long-lived after
 * its share, and aborts the tree at the deadline.
 */
export class Drain {
  /** What had not ended at the deadline. Filled in place, since hooks hold it. */
  readonly cut: Unstopped[] = [];
  readonly #host: ShutdownHost;
  readonly #budget: Budget;
  readonly #inFlight: Map<Gate, number> = new Map();
  readonly #cutIn: Map<Gate, number> = new Map();
  #wasCut = false;
  #closedBefore = 0;
  #isOver = false;
  #cutBy: StopReason | undefined;

  constructor(host: ShutdownHost, budget: Budget) {
    this.#host = host;
    this.#budget = budget;
  }

  /** Whether something had not ended at the deadline. */
  get wasCut(): boolean {
    return this.#wasCut;
  }

  /** Why a policy cut it, when one did before the deadline and something was open. */
  get cutBy(): StopReason | undefined {
    return this.#wasCut ? this.#cutBy : undefined;
  }

  /** **Ends** when every gate and the tree are empty, or when aborted work has had time to unwind. */
  async run(reason: StopReason, forced: () => StopReason | undefined): Promise<void> {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const { clock, longLivedMs } = this.#host.settings;
    this.#closeGates();
    this.#closedBefore = closed.count;
    this.#host.scope.stop(reason);
    const dismiss = this.#consult();
    const releases: Release[] = [
      // First, since without time to unwind both are due at once.
      this.#budget.onDeadline("drain", () => this.#abort(forced(), reason)),
      this.#budget.onDeadline("unwind", resolve),
      clock.after(longLivedMs, () => this.#endLongLived(reason)),
    ];
    await Promise.race([this.#emptied(), over]);
    this.#isOver = true;
    dismiss();
    releases.forEach((each) => each());
  }

  /** What has not ended. */
  open(): Unstopped[] {
    return [
      ...this.#host.gates().flatMap((gate) => this.#leasesOf(gate)),
      ...this.#host.scope.open(),
    ];
  }

  /** What became of the work in each gate. */
  gates(): GateReport[] {
    return this.#host.gates().map((gate) => {
      const inFlight = this.#inFlight.get(gate) ?? 0;
      const cut = this.#cutIn.get(gate) ?? 0;
      const finished = Math.max(0, inFlight - cut);
      return { gate: gate.name, inFlight, finished, cut, refused: gate.stats().refused };
    });
  }

  #closeGates(): void {
    const { events } = this.#host;
    for (const gate of this.#host.gates()) {
      this.#inFlight.set(gate, gate.inFlight);
      gate.close();
      events.emit("gate.closed", { gate: gate.name, inFlight: gate.inFlight });
      void gate.idle.then(() => events.emit("gate.idle", { gate: gate.name }));
    }
  }

  async #emptied(): Promise<void> {
    await Promise.all(this.#host.gates().map((gate) => gate.idle));
    await this.#host.scope.idle();
  }

  #endLongLived(reason: StopReason): void {
    for (const gate of this.#host.gates()) {
      gate.endLongLived(reason, (error) => this.#host.caught(`end of gate "${gate.name}"`, error));
    }
  }

  /** A closed gate only gets emptier. */
  #leftGates(): number {
    let left = 0;
    for (const [gate, inFlight] of this.#inFlight) left += inFlight - gate.inFlight;
    return left;
  }

  /** Asks the policy to watch; what it throws, now or when it is dismissed, only goes to the report. */
  #consult(): () => void {
    const { drain } = this.#host.settings;
    if (!drain) return () => {};
    let dismissed: Release | undefined;
    this.#guarded(() => dismissed = drain(this.#watch()));
    return () => this.#guarded(() => dismissed?.());
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#host.caught("drain policy", error);
    }
  }

  #watch(): DrainWatch {
    return {
      clock: this.#host.settings.clock,
      open: () => this.#openCount(),
      ended: () => closed.count - this.#closedBefore + this.#leftGates(),
      remainingMs: () => Math.max(0, this.#budget.remainingMs("drain")),
      cut: (reason) => {
        if (this.#isOver || this.#cutBy) return;
        this.#cutBy = toReason(reason, "a drain policy cut the drain");
        this.#budget.endDrain();
      },
    };
  }

  #openCount(): number {
    let count = this.#host.scope.openCount();
    for (const gate of this.#host.gates()) {
      const { inFlight, longLived } = gate.stats();
      count += inFlight - longLived;
    }
    return count;
  }

  #abort(forced: StopReason | undefined, stopped: StopReason): void {
    if (forced) this.#cutBy = undefined;
    const reason = forced ?? this.#cutBy ?? this.#deadline(stopped);
    this.#endLongLived(reason);
    for (const gate of this.#host.gates()) this.#cutIn.set(gate, gate.inFlight);
    this.cut.push(...this.open());
    this.#wasCut = this.cut.length > 0;
    this.#host.scope.abort(reason);
  }

  #leasesOf(gate: Gate): Unstopped[] {
    const leases = gate.leases();
    const nowMs = this.#host.settings.clock.nowMs();
    const lease = (path: string, sinceMs = NaN): Unstopped => {
      const ageMs = Number.isNaN(sinceMs) ? undefined : Math.round(nowMs - sinceMs);
      return { path, kind: "lease", ageMs, where: "" };
    };
    const named = leases.map(({ name, sinceMs }) => lease(name, sinceMs));
    const others = gate.inFlight - leases.length;
    return others > 0 ? [...named, lease(`${others} in gate "${gate.name}"`)] : named;
  }

  #deadline(cause: StopReason): StopReason {
    const usedMs = Math.round(this.#budget.usedMs());
    const message = `the drain's deadline passed ${usedMs} ms after: ${cause.message}`;
    return new StopReason(message, { kind: "deadline", cause });
  }
}
