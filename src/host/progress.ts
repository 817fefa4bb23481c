import type { Lifecycle, Phase, Release } from "../core/mod.ts";

/** A hook that has been called and has not settled. */
export interface RunningHook {
  readonly name: string;
  readonly ageMs: number;
}

/** Knows what a shutdown is doing, for those who must say so at any moment. */
export class Progress {
  readonly #life: Lifecycle;
  readonly #startMs: Map<string, number> = new Map();
  #phase: Phase | undefined;

  constructor(life: Lifecycle) {
    this.#life = life;
  }

  /** Begins to listen. */
  follow(): Release[] {
    const life = this.#life;
    return [
      life.on("shutdown.called-off", () => this.#phase = undefined),
      life.on("phase.started", ({ phase }) => this.#phase = phase),
      life.on("hook.started", ({ phase, hook }) => {
        this.#startMs.set(`${phase}/${hook}`, life.clock.nowMs());
      }),
      life.on("hook.settled", ({ phase, hook }) => this.#startMs.delete(`${phase}/${hook}`)),
    ];
  }

  /** The hooks that run now, oldest first. */
  hooks(): RunningHook[] {
    const nowMs = this.#life.clock.nowMs();
    return [...this.#startMs].map(([name, startMs]) => ({ name, ageMs: nowMs - startMs }));
  }

  /** One line: the phase, and the hooks that run in it. */
  get text(): string {
    if (this.#phase === undefined) return "no phase";
    const names = [...this.#startMs.keys()];
    return names.length === 0
      ? `phase ${this.#phase}`
      : `phase ${this.#phase}, ${names.join(", ")}`;
  }
}
