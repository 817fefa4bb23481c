import { BalancerView } from "./balancer-view.ts";
import type { Deploy } from "./deploy.ts";
import { EventQueue } from "./event-queue.ts";
import { seededRandom } from "./seeded-random.ts";
import type { SimulatedDeploy } from "./simulate.ts";

/** All that a simulated deploy depends on. */
export interface RolloutPlan extends Deploy {
  readonly delayMs: number;
  readonly drainMs: number;
  readonly retries: number;
  readonly startMs: number;
  readonly minReadyMs: number;
  readonly seed: number;
}

/** An instance from its signal on. */
interface Stopping {
  readonly sinceMs: number;
  /** When the last of its requests ends. */
  lastEndMs: number;
  hasCut: boolean;
  hasLost: boolean;
}

/** One balancer: what it sees, and which of its planned arrivals counts. */
interface Balancer {
  readonly view: BalancerView;
  arrival: number;
}

/**
 * A rolling deploy as events.
 *
 * A balancer has one arrival planned at a time: that of its next request to any stopping instance.
 * Whenever its view changes, it plans anew, which changes nothing else, since a Poisson process has
 * no memory. What becomes of a request is known when it is let in, so its end is no event.
 */
export class Rollout {
  readonly #plan: RolloutPlan;
  readonly #random: () => number;
  readonly #queue: EventQueue = new EventQueue();
  readonly #balancers: readonly Balancer[];
  readonly #stopping: Map<number, Stopping> = new Map();
  readonly #count = { answered: 0, late: 0, cut: 0, retried: 0, unserved: 0, restartsWithLoss: 0 };
  #nowMs = 0;
  #tookMs = 0;
  #next = 0;
  #serving: number;
  #fewestServing: number;

  constructor(plan: RolloutPlan) {
    this.#plan = plan;
    this.#random = seededRandom(plan.seed);
    this.#balancers = Array.from({ length: plan.balancers }, () => (
      { view: new BalancerView(plan.instances), arrival: 0 }
    ));
    this.#serving = plan.instances;
    this.#fewestServing = plan.instances;
  }

  run(): SimulatedDeploy {
    for (let started = 0; started < this.#plan.batch; started += 1) this.#stopNext();
    for (let event = this.#queue.take(); event; event = this.#queue.take()) {
      this.#nowMs = event.atMs;
      event.run();
    }
    const { answered, late, cut } = this.#count;
    return {
      ...this.#count,
      met: answered + late + cut,
      restarts: this.#next,
      fewestServing: this.#fewestServing,
      tookMs: this.#tookMs,
    };
  }

  #after(ms: number, run: () => void): void {
    this.#queue.add(this.#nowMs + ms, run);
  }

  #stopNext(): void {
    if (this.#next === this.#plan.instances) return;
    const instance = this.#next++;
    const { delayMs } = this.#plan;
    const stopping = { sinceMs: this.#nowMs, lastEndMs: 0, hasCut: false, hasLost: false };
    this.#stopping.set(instance, stopping);
    for (const balancer of this.#balancers) {
      this.#admitEarlier(balancer, stopping);
      balancer.view.stop(instance);
      this.#planArrival(balancer);
      this.#after(this.#lagMs(), () => this.#drop(balancer, instance));
    }
    this.#after(delayMs, () => this.#close(stopping));
  }

  /** What is in flight when it is told to stop, found by playing the time before. */
  #admitEarlier({ view }: Balancer, stopping: Stopping): void {
    const { durations } = this.#plan;
    const longestMs = durations.quantile(1);
    const gapMs = 1 / (this.#perBalancer() / view.seen);
    for (let agoMs = this.#pauseMs(gapMs); agoMs < longestMs; agoMs += this.#pauseMs(gapMs)) {
      const leftMs = durations.sample(this.#random) - agoMs;
      if (leftMs > 0) this.#admit(stopping, this.#nowMs + leftMs);
    }
  }

  #admit(stopping: Stopping, endMs: number): void {
    const { delayMs, drainMs } = this.#plan;
    if (endMs <= stopping.sinceMs + delayMs + drainMs) {
      this.#count.answered += 1;
      stopping.lastEndMs = Math.max(stopping.lastEndMs, endMs);
      return;
    }
    this.#count.cut += 1;
    stopping.hasCut = true;
    this.#lose(stopping);
  }

  #lose(stopping: Stopping): void {
    if (!stopping.hasLost) this.#count.restartsWithLoss += 1;
    stopping.hasLost = true;
  }

  #close({ sinceMs, lastEndMs, hasCut }: Stopping): void {
    const { delayMs, drainMs, startMs } = this.#plan;
    this.#serving -= 1;
    this.#fewestServing = Math.min(this.#fewestServing, this.#serving);
    const exitMs = hasCut ? sinceMs + delayMs + drainMs : Math.max(this.#nowMs, lastEndMs);
    this.#after(exitMs - this.#nowMs + startMs, () => this.#ready());
  }

  #ready(): void {
    this.#serving += 1;
    for (const balancer of this.#balancers) {
      this.#after(this.#lagMs(), () => {
        balancer.view.add();
        this.#changed(balancer);
      });
    }
    this.#after(this.#plan.minReadyMs, () => this.#stopNext());
  }

  #drop(balancer: Balancer, instance: number): void {
    balancer.view.drop(instance);
    this.#changed(balancer);
  }

  #changed(balancer: Balancer): void {
    this.#tookMs = this.#nowMs;
    this.#planArrival(balancer);
  }

  #planArrival(balancer: Balancer): void {
    const { view } = balancer;
    const arrival = ++balancer.arrival;
    const share = view.seen === 0 ? 1 : view.stopping / view.seen;
    const rate = this.#perBalancer() * share;
    if (rate === 0) return;
    this.#after(this.#pauseMs(1 / rate), () => {
      if (balancer.arrival !== arrival) return;
      this.#arrive(balancer);
      this.#planArrival(balancer);
    });
  }

  #arrive({ view }: Balancer): void {
    const instance = view.pickStopping(this.#random());
    if (instance === undefined) this.#count.unserved += 1;
    else if (!this.#letIn(instance)) this.#refused(view, instance);
  }

  /** Whether an instance that is told to stop still serves. */
  #letIn(instance: number): boolean {
    const stopping = this.#stopping.get(instance);
    if (!stopping || this.#nowMs >= stopping.sinceMs + this.#plan.delayMs) return false;
    this.#admit(stopping, this.#nowMs + this.#plan.durations.sample(this.#random));
    return true;
  }

  #refused(view: BalancerView, first: number): void {
    for (let retry = 0; retry < this.#plan.retries; retry += 1) {
      const instance = view.pick(this.#random());
      if (instance !== undefined && !this.#letIn(instance)) continue;
      this.#count.retried += 1;
      if (instance === undefined) this.#count.answered += 1;
      return;
    }
    this.#count.late += 1;
    const stopping = this.#stopping.get(first);
    if (stopping) this.#lose(stopping);
  }

  #perBalancer(): number {
    return this.#plan.ratePerMs / this.#plan.balancers;
  }

  /** Until the next request of a process in which so much time lies between two, on average. */
  #pauseMs(meanMs: number): number {
    return -Math.log(this.#random()) * meanMs;
  }

  #lagMs(): number {
    return this.#plan.propagation.sample(this.#random);
  }
}
