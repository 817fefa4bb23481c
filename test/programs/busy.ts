import type { Lifecycle } from "quiesce";

/** Stands in for the work of a service: keeps the process alive until it is closed. */
export function keepBusy(life: Lifecycle): void {
  life.use("work", setInterval(() => {}, 60_000), (timer) => clearInterval(timer));
}
