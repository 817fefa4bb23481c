import { OUTER_GRACE_VARIABLE } from "../../kubernetes/mod.ts";
import type { Found, Rule } from "../finding.ts";
import { composeGraceMs } from "../model/compose.ts";
import { preStopMs } from "../model/pre-stop.ts";
import { outerGraceMs } from "../model/workload.ts";
import { entriesAt, isMissing, itemsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import { TERMINATION } from "./source.ts";

/** What the service is told of its outer limit must be what the platform gives. */
export const outerGraceWrong: Rule = {
  id: "outer-grace-wrong",
  level: "error",
  title: `${OUTER_GRACE_VARIABLE} says more than the platform gives`,
  why:
    "The service compares its budget with this figure and warns at its start. A figure that is " +
    "too large keeps it quiet until it is killed.",
  sources: [TERMINATION],
  *find({ workloads, services }) {
    for (const workload of workloads) {
      for (const container of workload.containers) {
        const told = variableIn(container.spot.at("env"));
        const givenMs = outerGraceMs(workload) - preStopMs(container);
        if (told) yield* compared(told, Math.max(0, givenMs), workload.label);
      }
    }
    for (const service of services) {
      const told = variableIn(service.spot.at("environment"));
      const givenMs = composeGraceMs(service);
      if (told && givenMs !== undefined) yield* compared(told, givenMs, service.label);
    }
  },
};

/** Kubernetes has a list of names and values, compose has this or a map or a list of `NAME=value`. */
function variableIn(environment: Spot): Told | undefined {
  const inMap = entriesAt(environment).find(([name]) => name === OUTER_GRACE_VARIABLE)?.[1];
  if (inMap) return { at: inMap, text: String(inMap.value) };
  for (const item of itemsAt(environment)) {
    const [name, text] = String(item.value).split("=");
    if (name === OUTER_GRACE_VARIABLE && text !== undefined) return { at: item, text };
    const value = item.at("value");
    if (item.at("name").value === OUTER_GRACE_VARIABLE && !isMissing(value)) {
      return { at: value, text: String(value.value) };
    }
  }
  return undefined;
}

interface Told {
  readonly at: Spot;
  readonly text: string;
}

function* compared({ at, text }: Told, givenMs: number, subject: string): Iterable<Found> {
  if (text.includes("$")) return;
  const toldMs = Number(text);
  if (toldMs > 0 && toldMs <= givenMs) return;
  const what = toldMs > 0
    ? `${OUTER_GRACE_VARIABLE} says ${toldMs} ms, but from the signal to the kill it is ${givenMs} ms`
    : `${OUTER_GRACE_VARIABLE} must be milliseconds above zero, got "${text}"`;
  yield { at, subject, what, fix: `${OUTER_GRACE_VARIABLE}: "${givenMs}"` };
}
