import type { Lifecycle } from "../../core/mod.ts";

/** Tells a sink where nobody else catches what it throws. */
export function attempt(life: Lifecycle, tell: () => void): void {
  try {
    tell();
  } catch (error) {
    life.caught("metric sink", error);
  }
}
