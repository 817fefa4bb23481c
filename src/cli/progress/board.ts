import { countText, durationText } from "../../picture/mod.ts";
import type { Progress, ScenarioResult } from "../../verify/mod.ts";
import { goneAfter } from "../text/gone.ts";
import { noRoutes } from "../text/verification.ts";

type Open = Extract<Progress, { readonly kind: "open" }>;

/** One scenario that is being run. */
interface Running {
  readonly scenario: string;
  readonly round: number;
  stage: string;
  open: Open | undefined;
}

/** What goes on at the moment, put together from what a verification says. */
export class Board {
  readonly #running: Map<string, Running> = new Map();
  readonly #startMs: number;
  readonly #judged: Set<string> = new Set();
  #scenarios = 0;

  constructor(nowMs: number) {
    this.#startMs = nowMs;
  }

  /** Takes in what was said; returns a line when something is found out. */
  take(progress: Progress): string | undefined {
    switch (progress.kind) {
      case "probing":
        return "Starting the service to see which routes answer";
      case "elsewhere":
        return `It listens on port ${progress.port}, not on that in PORT: one runs at a time`;
      case "probed":
        this.#scenarios = progress.scenarios;
        return probedLine(progress);
      case "crowded":
        this.#running.clear();
        return "It could not be started while another one ran: one runs at a time from now on";
      case "started":
        this.#started(progress.scenario, progress.round);
        return undefined;
      case "stage":
        this.#of(progress.scenario).stage = progress.text;
        return undefined;
      case "open":
        this.#of(progress.scenario).open = progress;
        return undefined;
      case "judged":
        this.#judged.add(progress.result.id);
        this.#running.delete(progress.result.id);
        return undefined;
    }
  }

  /** What is alive: how far it is, and a line for each scenario that is being run. */
  lines(nowMs: number): readonly string[] {
    if (this.#scenarios === 0) return [];
    const seconds = Math.round((nowMs - this.#startMs) / 1_000);
    const head = `${this.#judged.size} of ${this.#scenarios} scenarios, ${seconds} s`;
    return [head, ...[...this.#running.values()].map(runningLine)];
  }

  /** Whether a process was started for this scenario, and it was not judged yet. */
  isRunning(scenario: string): boolean {
    return this.#running.has(scenario);
  }

  /** How far it is: `3/29`. */
  get place(): string {
    return `${this.#judged.size}/${this.#scenarios}`;
  }

  #started(scenario: string, round: number): void {
    this.#running.set(scenario, { scenario, round, stage: "starting", open: undefined });
  }

  #of(scenario: string): Running {
    if (!this.#running.has(scenario)) this.#started(scenario, 1);
    // SAFETY: it was set on the line above if it had not been.
    return this.#running.get(scenario) as Running;
  }
}

/** One scenario that was judged, in a line: why, when it did not pass. */
export function judgedLine(result: ScenarioResult): string {
  const { title, why, findings, figures, runs } = result;
  const worst = findings.find(({ severity }) => severity === "fault") ??
    findings.find(({ severity }) => severity === "shortcoming");
  const rounds = new Set(runs.map(({ round }) => round)).size;
  const gone = goneAfter(figures, rounds);
  const told = why?.split("\n", 1)[0] ?? worst?.what ?? (gone && `gone after ${gone}`);
  return told ? `${title}: ${told}` : title;
}

function probedLine(
  { routes, rootStatus }: Extract<Progress, { readonly kind: "probed" }>,
): string {
  if (routes.length === 0) return `Routes: ${noRoutes(rootStatus)}`;
  const told = routes.map(({ kind, path, tookMs }) => `${kind} ${path} (${durationText(tookMs)})`);
  return `It answers: ${told.join(", ")}`;
}

function runningLine({ scenario, round, stage, open }: Running): string {
  const name = round > 1 ? `${scenario} (round ${round})` : scenario;
  const counts = open
    ? `${countText(open.connections, "connection")}, ${countText(open.requests, "request")} open, ${
      countText(open.answered)
    } over; `
    : "";
  // On a narrow terminal the end is cut: the counts must not be there.
  return `  ${name}: ${counts}${stage}`;
}
