import type { Rule } from "../finding.ts";
import { itemsAt, textAt } from "../source/read-value.ts";
import { PROBES } from "./source.ts";

/** A port that is called by name must have one. */
export const probePortUnknown: Rule = {
  id: "probe-port-unknown",
  level: "error",
  title: "a probe names a port that the container does not have",
  why: "Such a probe fails always: the pod never becomes ready, or is restarted for ever.",
  sources: [PROBES],
  *find({ workloads }) {
    for (const { containers, label } of workloads) {
      for (const { spot, name } of containers) {
        const names = itemsAt(spot.at("ports")).flatMap((port) => textAt(port.at("name")) ?? []);
        for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
          for (const kind of ["httpGet", "tcpSocket"]) {
            const at = spot.at(probe, kind, "port");
            const port = textAt(at);
            if (port === undefined || /^\d+$/.test(port) || names.includes(port)) continue;
            const near = names.find((each) => isNear(port, each));
            const known = near === undefined
              ? `; named are: ${names.join(", ") || "none"}`
              : `; did you mean "${near}"?`;
            const what = `${probe} of container "${name}" asks the port "${port}"${known}`;
            const fix = near === undefined
              ? `ports:\n  - name: ${port}\n    containerPort: 8080`
              : `port: ${near}`;
            yield { at, subject: label, what, fix };
          }
        }
      }
    }
  },
};

/** Whether they have nearly the same letters: one was mistyped for the other. */
function isNear(given: string, name: string): boolean {
  const left = Array.from(name);
  let foreign = 0;
  for (const letter of given) {
    const at = left.indexOf(letter);
    if (at === -1) foreign += 1;
    else left.splice(at, 1);
  }
  return foreign + left.length <= Math.ceil(name.length / 3);
}
