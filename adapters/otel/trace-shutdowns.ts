import type { Context, Tracer } from "@opentelemetry/api";
import type { Lifecycle, Release } from "../../src/core/mod.ts";
import { ShutdownTrace } from "./shutdown-trace.ts";

/** What traces the shutdowns of a life. */
export interface ShutdownTraces {
  /** Where what happens now belongs, during a shutdown. */
  context(): Context | undefined;
  /** Begins to listen. */
  listen(): readonly Release[];
}

/** Traces each shutdown of a life: another begins after one that was called off. */
export function traceShutdowns(life: Lifecycle, tracer: Tracer): ShutdownTraces {
  let trace: ShutdownTrace | undefined;
  const listen = (): readonly Release[] => [
    life.on("shutdown.requested", ({ reason }) => {
      trace = new ShutdownTrace(life, tracer, reason);
    }),
    life.on("phase.started", ({ phase }) => trace?.phaseStarted(phase)),
    life.on("phase.ended", ({ phase }) => trace?.phaseEnded(phase)),
    life.on("hook.started", ({ phase, hook }) => trace?.hookStarted(phase, hook)),
    life.on("hook.settled", (report) => trace?.hookSettled(report)),
    life.on("error.caught", ({ from, error }) => trace?.caught(from, error)),
    life.on("shutdown.forced", ({ reason }) => trace?.forced(reason)),
    life.on("budget.extended", ({ byMs }) => trace?.extended(byMs)),
    life.on("shutdown.called-off", () => {
      trace?.calledOff();
      trace = undefined;
    }),
    life.on("stopped", ({ report }) => {
      trace?.ended(report);
      trace = undefined;
    }),
  ];
  return { context: () => trace?.context, listen };
}
