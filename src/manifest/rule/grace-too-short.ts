import { fitOf, MARGIN_MS, type OuterFit } from "../../kubernetes/mod.ts";
import type { Found, Level, Rule } from "../finding.ts";
import type { Budget } from "../model/budget.ts";
import { composeGraceMs, type ComposeService } from "../model/compose.ts";
import { isHelper } from "../model/helper-image.ts";
import { preStopMs, preStopOf } from "../model/pre-stop.ts";
import { type Container, KNATIVE, outerGraceMs, type Workload } from "../model/workload.ts";
import { secondsText } from "../source/duration.ts";
import { isMissing, numberAt } from "../source/read-value.ts";
import { COMPOSE, KNATIVE_SPEC, TERMINATION } from "./source.ts";

/** What a service of this library takes that was given no other. */
const DEFAULT_GRACE_MS = 25_000;

/** The budget of the service must fit into what the platform gives, less what a hook takes before. */
export const graceTooShort: Rule = {
  id: "grace-too-short",
  level: "error",
  otherwise: {
    level: "warning",
    when: "less than 2 s is to spare, the end may be extended, or what it takes is not told",
  },
  title: "the platform kills before the service can have ended",
  why: "The platform counts from the order to end, so a preStop hook has its time from the same " +
    "sum. Who is killed answers nobody, releases nothing and writes no report.",
  sources: [TERMINATION, `${COMPOSE}#stop_grace_period`, KNATIVE_SPEC],
  *find({ workloads, services }) {
    for (const workload of workloads) {
      yield* withoutAnyTime(workload);
      yield* usedUpByHooks(workload);
      for (const container of workload.containers) {
        yield* shorterThanBudget(container, workload);
        yield* shorterAfterProbe(container, workload);
      }
    }
    for (const service of services) yield* shorterInCompose(service);
  },
};

function* withoutAnyTime({ kind, label, pod, containers }: Workload): Iterable<Found> {
  const at = pod.at("terminationGracePeriodSeconds");
  if (kind === KNATIVE || numberAt(at) !== 0) return;
  const needed = containers.flatMap(({ budget }) => budget ? fitOf(budget, 0).neededMs : []);
  yield {
    at,
    subject: label,
    what: "terminationGracePeriodSeconds is 0, so that the pod is killed without being asked",
    fix: fixOf(needed.length > 0 ? Math.max(...needed) : 30_000),
  };
}

function* usedUpByHooks(workload: Workload): Iterable<Found> {
  const graceMs = outerGraceMs(workload);
  if (workload.kind === KNATIVE || graceMs === 0) return;
  for (const container of workload.containers) {
    const hookMs = preStopMs(container);
    const left = hookMs === 0 ? undefined : leftOf(graceMs - hookMs, container, workload);
    if (!left) continue;
    yield {
      at: preStopOf(container),
      subject: workload.label,
      what: `preStop sleeps for ${secondsText(hookMs)}, and the pod has ${graceText(workload)}: ` +
        left.what,
      level: left.level,
      fix: fixOf(hookMs + (container.budget?.graceMs ?? DEFAULT_GRACE_MS) + MARGIN_MS),
    };
  }
}

/** What a hook leaves, when it is too little whoever needs it. A budget says more than a guess. */
function leftOf(
  leftMs: number,
  container: Container,
  { containers }: Workload,
): { readonly what: string; readonly level: Level } | undefined {
  const whose = `left for container "${container.name}"`;
  if (leftMs <= 0) return { what: `nothing is ${whose}`, level: "error" };
  if (container.budget) return undefined;
  const what = `${secondsText(leftMs)} is ${whose}`;
  if (leftMs < MARGIN_MS) return { what, level: "error" };
  const isForeign = container.isSidecar || isHelper(container) ||
    containers.some(({ budget }) => budget);
  if (isForeign || leftMs >= DEFAULT_GRACE_MS) return undefined;
  const may = `, and a service may take ${secondsText(DEFAULT_GRACE_MS)} that was given no graceMs`;
  return { what: what + may, level: "warning" };
}

function* shorterThanBudget(container: Container, workload: Workload): Iterable<Found> {
  const { budget, name } = container;
  const { kind, label, pod, containers } = workload;
  const hookMs = kind === KNATIVE ? 0 : preStopMs(container);
  const graceMs = outerGraceMs(workload);
  if (!budget || graceMs <= hookMs) return;
  const fit = fitOf(budget, graceMs - hookMs);
  const key = kind === KNATIVE ? "timeoutSeconds" : "terminationGracePeriodSeconds";
  const isOne = containers.filter((each) => each.budget).length === 1;
  const before = hookMs > 0 ? ` less ${secondsText(hookMs)} of preStop` : "";
  yield* notFitting(fit, budget, {
    at: pod.at(key),
    subject: label,
    what: `the pod has ${graceText(workload)}${before}${isOne ? "" : ` for container "${name}"`}`,
    fix: fixOf(hookMs + fit.neededMs, key),
  });
}

/** A probe may have a time of its own for the end that it brings about. */
function* shorterAfterProbe(container: Container, { label }: Workload): Iterable<Found> {
  const { budget, spot } = container;
  if (!budget) return;
  for (const probe of ["livenessProbe", "startupProbe"]) {
    const at = spot.at(probe, "terminationGracePeriodSeconds");
    const seconds = numberAt(at);
    if (seconds === undefined) continue;
    const givenMs = seconds * 1_000 - preStopMs(container);
    const fit = fitOf(budget, Math.max(0, givenMs));
    const found = { at, subject: label, what: `${probe} gives ${seconds} s after it has failed` };
    for (const each of notFitting(fit, budget, { ...found, fix: fixOf(fit.neededMs) })) {
      // A hung process may well be given less: it is for its owner to know.
      yield { ...each, level: "warning" };
    }
  }
}

function* shorterInCompose(service: ComposeService): Iterable<Found> {
  const { budget, label, spot } = service;
  const graceMs = composeGraceMs(service);
  if (!budget || graceMs === undefined) return;
  const at = spot.at("stop_grace_period");
  const fit = fitOf(budget, graceMs);
  const told = isMissing(at)
    ? "stop_grace_period is not given, which means 10 s"
    : `stop_grace_period is ${secondsText(graceMs)}`;
  yield* notFitting(fit, budget, {
    at,
    subject: label,
    what: told,
    fix: `stop_grace_period: ${Math.ceil(fit.neededMs / 1_000)}s`,
  });
}

function* notFitting({ fit, givenMs }: OuterFit, budget: Budget, found: Found): Iterable<Found> {
  if (fit === "fits") return;
  const { graceMs, maxGraceMs } = budget;
  const state = {
    cut: `, but the service may take ${secondsText(graceMs)}: it is cut short by ` +
      secondsText(graceMs - givenMs),
    tight: `, and the service may take ${secondsText(graceMs)}: that leaves less than ` +
      `${secondsText(MARGIN_MS)} for the signal to arrive and the exit to be noticed`,
    extended: `, which is enough for ${secondsText(graceMs)}, but the service may extend its end ` +
      `to ${secondsText(maxGraceMs)}`,
  }[fit];
  yield { ...found, what: found.what + state, level: fit === "cut" ? "error" : "warning" };
}

function graceText(workload: Workload): string {
  const { kind, pod } = workload;
  const key = kind === KNATIVE ? "timeoutSeconds" : "terminationGracePeriodSeconds";
  const isDefault = isMissing(pod.at(key));
  return `${secondsText(outerGraceMs(workload))}${isDefault ? ` (${key} is not given)` : ""}`;
}

function fixOf(ms: number, key = "terminationGracePeriodSeconds"): string {
  return `${key}: ${Math.ceil(ms / 1_000)}`;
}
