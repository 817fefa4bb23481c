/**
 * Decides what is noted. Each call is answered on its own, so that what is always opened in the
 * same order is not always noted or always passed by; how many are passed by is drawn in one go,
 * since a random number for each would cost more than the rest.
 */
export class Sampler {
  readonly #sample: number;
  readonly #random: () => number;
  #passing: number;

  /** `sample` is the share that is noted, 0 to 1. */
  constructor(sample: number, random: () => number = Math.random) {
    this.#sample = sample;
    this.#random = random;
    this.#passing = this.#draw();
  }

  /** Whether the next one is noted. */
  takes(): boolean {
    if (this.#passing > 0) {
      this.#passing -= 1;
      return false;
    }
    this.#passing = this.#draw();
    return true;
  }

  #draw(): number {
    if (this.#sample >= 1) return 0;
    if (this.#sample <= 0) return Infinity;
    return Math.floor(Math.log(1 - this.#random()) / Math.log(1 - this.#sample));
  }
}
