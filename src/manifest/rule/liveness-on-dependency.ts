import type { Rule } from "../finding.ts";
import { baseName } from "../launch/unwrap.ts";
import { programsIn } from "../launch/shell-call.ts";
import { textAt, wordsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import { PROBES } from "./source.ts";

/** A restart heals no database. */
export const livenessOnDependency: Rule = {
  id: "liveness-on-dependency",
  level: "error",
  title: "the liveness probe asks another machine",
  why: "When that machine is gone, every pod is restarted again and again: none of them was at " +
    "fault, and all of them are away when it comes back.",
  sources: [PROBES],
  *find({ workloads }) {
    for (const { containers, label } of workloads) {
      for (const { spot, name } of containers) {
        const probe = spot.at("livenessProbe");
        const host = hostOf(probe);
        if (host === undefined) continue;
        yield {
          at: probe,
          subject: label,
          what: `livenessProbe of container "${name}" asks the host "${host}"`,
          fix: "ask for it in the readinessProbe, and let liveness ask the process alone",
        };
      }
    }
  },
};

const LOCAL = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[?::1\]?|\/.*|)$/i;

function hostOf(probe: Spot): string | undefined {
  const hosts = [
    textAt(probe.at("httpGet", "host")),
    textAt(probe.at("tcpSocket", "host")),
    ...programsIn(wordsAt(probe.at("exec", "command")) ?? []).map(hostIn),
  ];
  return hosts.find((host) => host !== undefined && !LOCAL.test(host) && !host.includes("$"));
}

function hostIn([program = "", ...words]: readonly string[]): string | undefined {
  const name = baseName(program);
  if (/^(curl|wget)$/.test(name)) {
    const url = words.map((word) => /^(?:\w+:\/\/)(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/.exec(word)?.[1]);
    return url.find((host) => host !== undefined);
  }
  if (!/^(pg_isready|psql|mysql|mysqladmin|redis-cli|valkey-cli|mongo|mongosh)$/.test(name)) {
    return undefined;
  }
  const at = words.findIndex((word) => word === "-h" || word === "--host");
  return at < 0
    ? words.map((word) => /^(?:--host=|-h)(.+)$/.exec(word)?.[1]).find(Boolean)
    : words[at + 1];
}
