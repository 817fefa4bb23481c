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
        const names = itemsAt(spot.at("ports")).map((port) => textAt(port.at("name")));
        for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
          for (const kind of ["httpGet", "tcpSocket"]) {
            const at = spot.at(probe, kind, "port");
            const port = textAt(at);
            if (port === undefined || /^\d+$/.test(port) || names.includes(port)) continue;
            const known = names.filter((each) => each !== undefined).join(", ") || "none";
            const what =
              `${probe} of container "${name}" asks the port "${port}"; named are: ${known}`;
            yield {
              at,
              subject: label,
              what,
              fix: `ports:\n  - name: ${port}\n    containerPort: 8080`,
            };
          }
        }
      }
    }
  },
};
