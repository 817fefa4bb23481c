import type { Rule } from "../finding.ts";
import { isMissing, numberAt } from "../source/read-value.ts";
import { PROBES } from "./source.ts";

/** What liveness gives without a word: three times ten seconds. */
const LEAST_SECONDS = 30;

/** A slow start is no death. */
export const startupMissing: Rule = {
  id: "startup-missing",
  level: "warning",
  title: "liveness would kill a start that is slow for once",
  why:
    "Liveness counts from the first second of the container. A start that takes longer, since the " +
    "image is cold or the machine is busy, is killed and begun again, for ever.",
  sources: [PROBES],
  *find({ workloads }) {
    for (const { containers, label } of workloads) {
      for (const { spot, name } of containers) {
        const probe = spot.at("livenessProbe");
        if (isMissing(probe) || !isMissing(spot.at("startupProbe"))) continue;
        const of = (key: string, otherwise: number): number => numberAt(probe.at(key)) ?? otherwise;
        const seconds = of("initialDelaySeconds", 0) +
          of("periodSeconds", 10) * of("failureThreshold", 3);
        if (seconds >= LEAST_SECONDS) continue;
        yield {
          at: probe,
          subject: label,
          what: `container "${name}" has ${seconds} s to start, or liveness kills it`,
          fix:
            "startupProbe:\n  httpGet:\n    path: /startupz\n  periodSeconds: 2\n  failureThreshold: 30",
        };
      }
    }
  },
};
