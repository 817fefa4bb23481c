import { fitOf } from "../../kubernetes/mod.ts";
import type { Found, Rule } from "../finding.ts";
import type { Budget } from "../model/budget.ts";
import { KNATIVE, type Workload } from "../model/workload.ts";
import { composeDurationMs } from "../source/duration.ts";
import { isMap, isMissing } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import { COMPOSE, TERMINATION } from "./source.ts";

/** What cannot be read cannot be judged. */
export const unexpectedValue: Rule = {
  id: "unexpected-value",
  level: "error",
  title: "a value is of another kind than its key asks for",
  why: "The platform refuses the manifest, or takes its default in place of what was meant.",
  sources: [TERMINATION, COMPOSE],
  *find({ workloads, services }) {
    for (const workload of workloads) yield* inWorkload(workload);
    for (const { spot, label, budget } of services) {
      const fix = `stop_grace_period: ${budget ? neededSeconds(budget) : 30}s`;
      yield* wrong(spot.at("stop_grace_period"), label, { ...A_TIME, fix });
      yield* wrong(spot.at("stop_signal"), label, A_SIGNAL);
      yield* wrong(spot.at("command"), label, WORDS_OR_LINE);
      yield* wrong(spot.at("entrypoint"), label, WORDS_OR_LINE);
    }
  },
};

interface Kind {
  readonly name: string;
  readonly fix: string;
  fits(value: unknown): boolean;
}

const WHOLE: Kind = {
  name: "a whole number of zero or more",
  fix: "a number without quotes and without a unit",
  fits: (value) => Number.isInteger(value) && (value as number) >= 0,
};
const A_MAP: Kind = { name: "a map", fix: "keys with values", fits: isMap };
const A_LIST: Kind = { name: "a list", fix: "items that begin with a dash", fits: Array.isArray };
const COUNT_OR_SHARE: Kind = {
  name: "a whole number or a share in per cent",
  fix: "1 or 25%",
  fits: (value) => WHOLE.fits(value) || /^\d+%$/.test(String(value)),
};
const A_TIME: Omit<Kind, "fix"> = {
  name: "a time with its unit",
  fits: (value) =>
    typeof value === "string" && (value.includes("$") || composeDurationMs(value) !== undefined),
};
const A_SIGNAL: Kind = {
  name: "the name of a signal",
  fix: "stop_signal: SIGTERM",
  fits: (value) => typeof value === "string" || typeof value === "number",
};
const WORDS_OR_LINE: Kind = {
  name: "a list of words or a line",
  fix: '["node", "server.js"]',
  fits: (value) => typeof value === "string" || isWords(value),
};
const WORDS: Kind = {
  name: "a list of words",
  fix: '["node", "server.js"]',
  fits: (value) => isWords(value),
};

function isWords(value: unknown): boolean {
  return Array.isArray(value) && value.every((word) => typeof word !== "object");
}

function neededSeconds(budget: Budget): number {
  return Math.ceil(fitOf(budget, 0).neededMs / 1_000);
}

function* inWorkload({ kind, pod, spec, label, containers }: Workload): Iterable<Found> {
  const grace = kind === KNATIVE ? "timeoutSeconds" : "terminationGracePeriodSeconds";
  yield* wrong(pod.at(grace), label, WHOLE);
  yield* wrong(pod.at("activeDeadlineSeconds"), label, WHOLE);
  yield* wrong(spec.at("replicas"), label, WHOLE);
  yield* wrong(pod.at("containers"), label, A_LIST);
  yield* wrong(pod.at("initContainers"), label, A_LIST);
  for (const strategy of ["strategy", "updateStrategy"]) {
    for (const key of ["maxUnavailable", "maxSurge"]) {
      yield* wrong(spec.at(strategy, "rollingUpdate", key), label, COUNT_OR_SHARE);
    }
  }
  for (const { spot } of containers) yield* inContainer(spot, label);
}

function* inContainer(spot: Spot, label: string): Iterable<Found> {
  yield* wrong(spot, label, A_MAP);
  yield* wrong(spot.at("command"), label, WORDS);
  yield* wrong(spot.at("args"), label, WORDS);
  yield* wrong(spot.at("lifecycle", "preStop", "sleep", "seconds"), label, WHOLE);
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = spot.at(name);
    yield* wrong(probe, label, A_MAP);
    for (
      const key of ["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold"]
    ) {
      yield* wrong(probe.at(key), label, WHOLE);
    }
  }
}

function* wrong(at: Spot, subject: string, { name, fix, fits }: Kind): Iterable<Found> {
  if (isMissing(at) || fits(at.value)) return;
  const shown = JSON.stringify(at.value) ?? "nothing";
  const got = shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
  yield { at, subject, what: `${at.path.split(".").at(-1)} must be ${name}, got ${got}`, fix };
}
