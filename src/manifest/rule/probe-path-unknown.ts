import type { Found, Rule } from "../finding.ts";
import type { DescribedProbes } from "../../kubernetes/mod.ts";
import type { Container } from "../model/workload.ts";
import { textAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import { PROBES } from "./source.ts";

/** What a probe asks must be what the service answers. */
export const probePathUnknown: Rule = {
  id: "probe-path-unknown",
  level: "warning",
  title: "a probe asks at a path where the service has described another probe, or none",
  why:
    "A readiness probe that asks elsewhere does not turn red when the service drains: it is sent " +
    "requests to its last moment. A path that nobody answers is red for ever.",
  sources: [PROBES],
  *find({ workloads }) {
    for (const workload of workloads) {
      for (const container of workload.containers) yield* inContainer(container, workload.label);
    }
  },
};

function* inContainer({ spot, budget }: Container, subject: string): Iterable<Found> {
  const probes = budget?.probes;
  if (!probes) return;
  const at = (probe: string): Spot => spot.at(probe, "httpGet", "path");
  yield* wrongReadiness(at("readinessProbe"), subject, probes);
  yield* unknownPath(at("livenessProbe"), subject, probes, probes.live);
  yield* unknownPath(at("startupProbe"), subject, probes, probes.started);
}

function* wrongReadiness(at: Spot, subject: string, probes: DescribedProbes): Iterable<Found> {
  const path = pathAt(at);
  if (path === undefined || probes.ready.includes(path)) return;
  const known = [...probes.live, ...probes.started].includes(path);
  yield {
    at,
    subject,
    what: `readinessProbe asks "${path}", ` +
      (known ? "which stays green while the service drains" : "where the service has no probe"),
    level: known ? "error" : "warning",
    fix: `path: ${probes.ready[0] ?? "/readyz"}`,
  };
}

function* unknownPath(
  at: Spot,
  subject: string,
  { live, ready, started }: DescribedProbes,
  wanted: readonly string[],
): Iterable<Found> {
  const path = pathAt(at);
  if (path === undefined || [...live, ...ready, ...started].includes(path)) return;
  const what = `${at.path.split(".").at(-3)} asks "${path}", where the service has no probe`;
  yield { at, subject, what, fix: `path: ${wanted[0] ?? live[0] ?? "/livez"}` };
}

/** The path that is asked; what is asked there in the query is no matter of where. */
function pathAt(spot: Spot): string | undefined {
  return textAt(spot)?.replace(/[?#].*$/s, "");
}
