import type { Rule } from "../finding.ts";
import type { Container } from "../model/workload.ts";
import { secondsText } from "../source/duration.ts";
import { numberAt, textAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import { PROBES, TERMINATION } from "./source.ts";

/** What says "send me nothing" must not say "kill me". */
export const livenessLikeReadiness: Rule = {
  id: "liveness-like-readiness",
  level: "error",
  otherwise: {
    level: "warning",
    when: "both probes ask the same, and no budget tells what is answered there",
  },
  title: "the liveness probe asks what turns red while the service drains or waits",
  why:
    "Readiness is red while a service pauses, drains, or misses its database. When liveness asks " +
    "the same, a service that is to be left alone is restarted: all of its pods at once when the " +
    "database is gone, and in the middle of the drain where the platform still probes.",
  sources: [PROBES, TERMINATION],
  *find({ workloads }) {
    for (const { containers, label } of workloads) {
      for (const container of containers) {
        const probes = container.budget?.probes;
        const path = textAt(container.spot.at("livenessProbe", "httpGet", "path")) ?? "";
        const isKnown = probes?.ready.includes(path) === true;
        const what = isKnown
          ? `livenessProbe asks "${path}", which is the readiness of the service`
          : likenessOf(container, path);
        if (what === undefined) continue;
        yield {
          at: container.spot.at("livenessProbe"),
          subject: label,
          what: what + patienceOf(container),
          // What the service answers there is not known for sure.
          level: isKnown ? "error" : "warning",
          fix: `livenessProbe:\n  httpGet:\n    path: ${probes?.live[0] ?? "/livez"}`,
        };
      }
    }
  },
};

function likenessOf({ spot }: Container, path: string): string | undefined {
  if (/ready|readiness/i.test(path)) {
    return `livenessProbe asks "${path}", which sounds like readiness`;
  }
  const asked = questionOf(spot.at("livenessProbe"));
  if (asked === undefined || asked !== questionOf(spot.at("readinessProbe"))) return undefined;
  return `livenessProbe and readinessProbe ask the same${path === "" ? "" : `, "${path}"`}`;
}

/** What a probe asks; a connection alone says nothing of readiness. */
function questionOf(probe: Spot): string | undefined {
  const [http, command] = [probe.at("httpGet"), probe.at("exec", "command")];
  if (http.value !== undefined) {
    return JSON.stringify([http.at("path").value, http.at("port").value]);
  }
  return command.value === undefined ? undefined : JSON.stringify(command.value);
}

function patienceOf({ spot, budget }: Container): string {
  const probe = spot.at("livenessProbe");
  const patienceMs = (numberAt(probe.at("failureThreshold")) ?? 3) *
    (numberAt(probe.at("periodSeconds")) ?? 10) * 1_000;
  if (!budget || patienceMs >= budget.graceMs) return "";
  return `; it gives up after ${secondsText(patienceMs)}, and the drain may take ` +
    secondsText(budget.graceMs);
}
