import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Plan, readPlan, type VerifyResult } from "../../src/verify/mod.ts";
import { isRuntimeName, ROOT, type Runtime, type RuntimeName, RUNTIMES } from "../runtime.ts";
import { type Candidate, FIELD } from "./field.ts";

/** One candidate on one runtime. */
export interface Cell {
  readonly candidate: Candidate;
  readonly runtime: Runtime;
  readonly service: string;
}

/** What was shown of one cell, as it is stored. */
export interface Outcome {
  readonly service: string;
  readonly runtime: RuntimeName;
  /** `Node 24.21.0`. */
  readonly runtimeTitle: string;
  readonly result: VerifyResult;
}

/** A cell and what was shown of it. */
export interface Shown {
  readonly cell: Cell;
  readonly outcome: Outcome;
}

const FOLDER = join(ROOT, "bench", "field");
const OUT = join(FOLDER, "out");

/** For how long a service that can do so serves on after the signal. */
const DELAY_MS = 1_000;

/** Every cell, in the order in which they are told. */
export function cells(): readonly Cell[] {
  return FIELD.flatMap((candidate) =>
    Object.entries(candidate.services).flatMap(([name, service]) =>
      isRuntimeName(name) ? { candidate, runtime: RUNTIMES[name], service } : []
    )
  );
}

/** What a cell is called in a file name and on a screen. */
export function nameOf({ service, runtime }: Pick<Cell, "service" | "runtime">): string {
  return `${service}@${runtime.name}`;
}

/** The plan of all, cut to what a candidate offers. */
export function planOf({ candidate, runtime, service }: Cell, dependency: string): Plan {
  const { environment, routes, ...common } = readPlan(join(FOLDER, "plan.yaml"));
  const offers = (feature: Candidate["offers"][number]): boolean =>
    candidate.offers.includes(feature);
  const delayMs = offers("delay") ? DELAY_MS : 0;
  return {
    ...common,
    command: [runtime.command, ...runtime.args, join(FOLDER, "services", `${service}.ts`)],
    cwd: ROOT,
    environment: { ...environment, DELAY_MS: String(delayMs), DEPENDENCY: dependency },
    delayMs,
    routes: {
      ...routes,
      ...(!offers("readiness") && { ready: null }),
      ...(candidate.hasWebSockets === false && { socket: null }),
    },
    dependency: { variable: "DEPENDENCY", value: dependency },
    // Who leaves the cleanup to the user is not asked for it.
    ...(offers("cleanup") && { lastLine: "^closed database$" }),
  };
}

/** Keeps what was shown, in place of what was kept before. */
export function keep(cell: Cell, outcome: Outcome): void {
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, `${nameOf(cell)}.json`), JSON.stringify(outcome));
}

/** All that is kept, by the names of the cells. */
export function kept(): ReadonlyMap<string, Outcome> {
  mkdirSync(OUT, { recursive: true });
  const files = readdirSync(OUT).filter((file) => file.endsWith(".json"));
  return new Map(files.map((file) => {
    const outcome = JSON.parse(readFileSync(join(OUT, file), "utf8")) as Outcome;
    return [file.replace(/\.json$/, ""), outcome];
  }));
}
