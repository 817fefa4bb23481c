import type { Found, Rule } from "../finding.ts";
import type { DescribedProbes } from "../../kubernetes/mod.ts";
import type { Workload } from "../model/workload.ts";
import { textAt } from "../source/read-value.ts";
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
      const probes = workload.budget?.probes;
      if (!probes) continue;
      yield* wrongReadiness(workload, probes);
      yield* unknownPath(workload, probes, "livenessProbe", probes.live);
      yield* unknownPath(workload, probes, "startupProbe", probes.started);
    }
  },
};

function* wrongReadiness(workload: Workload, probes: DescribedProbes): Iterable<Found> {
  const at = workload.own?.spot.at("readinessProbe", "httpGet", "path");
  const path = at && textAt(at);
  if (!at || path === undefined || probes.ready.includes(path)) return;
  const known = [...probes.live, ...probes.started].includes(path);
  yield {
    at,
    subject: workload.label,
    what: `readinessProbe asks "${path}", ` +
      (known ? "which stays green while the service drains" : "where the service has no probe"),
    level: known ? "error" : "warning",
    fix: `path: ${probes.ready[0] ?? "/readyz"}`,
  };
}

function* unknownPath(
  { own, label }: Workload,
  { live, ready, started }: DescribedProbes,
  probe: "livenessProbe" | "startupProbe",
  wanted: readonly string[],
): Iterable<Found> {
  const at = own?.spot.at(probe, "httpGet", "path");
  const path = at && textAt(at);
  if (!at || path === undefined || [...live, ...ready, ...started].includes(path)) return;
  const what = `${probe} asks "${path}", where the service has no probe`;
  yield { at, subject: label, what, fix: `path: ${wanted[0] ?? live[0] ?? "/livez"}` };
}
