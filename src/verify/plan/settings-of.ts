import { availableParallelism } from "node:os";
import process from "node:process";
import type { Dependency, Load, Settings } from "../settings.ts";
import type { Plan } from "./plan.ts";
import { PlanError } from "./plan-error.ts";

/** What each scenario puts on the service, unless the plan says otherwise. */
export const DEFAULT_LOAD: Load = { clients: 50, requests: 20, idle: 20, crowd: 1_000, burst: 50 };

/** What holds where the plan says nothing. */
export const DEFAULTS = {
  signal: "SIGTERM",
  graceMs: 10_000,
  startMs: 15_000,
  delayMs: 0,
  rounds: 1,
} as const;

const MOST_JOBS = 4;

/** The settings that a plan comes to by itself, with no routes yet: they are looked for. */
export function settingsOf(plan: Plan): Settings {
  const [first = "", ...rest] = plan.command;
  const dependency = dependencyOf(plan);
  return {
    command: [first, ...rest],
    cwd: plan.cwd ?? process.cwd(),
    environment: plan.environment ?? {},
    ...(plan.url !== undefined && { url: plan.url }),
    signal: plan.signal ?? DEFAULTS.signal,
    graceMs: plan.graceMs ?? DEFAULTS.graceMs,
    startMs: plan.startMs ?? DEFAULTS.startMs,
    rounds: plan.rounds ?? DEFAULTS.rounds,
    jobs: plan.jobs ?? Math.min(MOST_JOBS, Math.max(1, availableParallelism())),
    load: { ...DEFAULT_LOAD, ...present(plan.load ?? {}) },
    routes: {},
    ...(dependency && { dependency }),
    ...(plan.lastLine !== undefined && { lastLine: plan.lastLine }),
    delayMs: plan.delayMs ?? DEFAULTS.delayMs,
    http2: false,
  };
}

function dependencyOf({ dependency, environment = {} }: Plan): Dependency | undefined {
  if (!dependency) return undefined;
  const { variable } = dependency;
  const value = dependency.value ?? environment[variable] ?? process.env[variable];
  if (value) return { variable, value };
  const advice = `set it, or say --dependency ${variable}=host:port`;
  throw new PlanError(
    `Cannot put faults before the dependency: "${variable}" is not in the environment, ${advice}`,
  );
}

function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  // SAFETY: the same keys, without those that say nothing.
  return Object.fromEntries(said) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
