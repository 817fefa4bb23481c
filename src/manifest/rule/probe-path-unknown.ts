import type { Found, Rule } from "../finding.ts";
import type { DescribedProbes } from "../../kubernetes/mod.ts";
import type { Container } from "../model/workload.ts";
import { itemsAt, numberAt, textAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import { PROBES } from "./source.ts";

const PROBE_KEYS = ["livenessProbe", "readinessProbe", "startupProbe"];

/** What a probe asks must be what the service answers. */
export const probePathUnknown: Rule = {
  id: "probe-path-unknown",
  level: "warning",
  otherwise: { level: "error", when: "readiness asks what stays green while the service drains" },
  title: "a probe asks at a path or port where the service has described another probe, or none",
  why:
    "A readiness probe that asks elsewhere does not turn red when the service drains: it is sent " +
    "requests to its last moment. What nobody answers is red for ever.",
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
  for (const probe of PROBE_KEYS) yield* wrongPort({ spot, probe, subject, probes });
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

interface AskedPort {
  readonly spot: Spot;
  readonly probe: string;
  readonly subject: string;
  readonly probes: DescribedProbes;
}

/** A port of the probes' own is not the one that takes traffic. */
function* wrongPort({ spot, probe, subject, probes }: AskedPort): Iterable<Found> {
  const path = textAt(spot.at(probe, "httpGet", "path")) ?? "/";
  const right = probes.ports?.[path];
  const at = spot.at(probe, "httpGet", "port");
  const port = portNumber(spot, at);
  if (!right || port === undefined || right.includes(port)) return;
  const own = right.join(", ");
  const what = `${probe} asks "${path}" on port ${port}, and the service answers it on ${own} only`;
  yield { at, subject, what, fix: `port: ${nameOf(spot, right) ?? right[0]}` };
}

function portNumber(container: Spot, at: Spot): number | undefined {
  const name = textAt(at);
  if (name === undefined) return numberAt(at);
  const named = itemsAt(container.at("ports")).find((port) => textAt(port.at("name")) === name);
  return named ? numberAt(named.at("containerPort")) : Number(name) || undefined;
}

function nameOf(container: Spot, ports: readonly number[]): string | undefined {
  const those = itemsAt(container.at("ports"));
  const found = those.find((port) => ports.includes(numberAt(port.at("containerPort")) ?? 0));
  return found && textAt(found.at("name"));
}
