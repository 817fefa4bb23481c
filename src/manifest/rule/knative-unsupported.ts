import type { Rule } from "../finding.ts";
import { KNATIVE } from "../model/workload.ts";
import { isMissing } from "../source/read-value.ts";
import { KNATIVE_SPEC } from "./source.ts";

/** Knative decides itself how a pod ends. */
export const knativeUnsupported: Rule = {
  id: "knative-unsupported",
  level: "error",
  title: "a setting of the end that Knative refuses",
  why:
    "Knative has a hook and a grace period of its own: it waits for the requests, and gives the " +
    "pod timeoutSeconds. A manifest that sets them is refused, or the setting is dropped.",
  sources: [KNATIVE_SPEC],
  *find({ workloads }) {
    for (const { kind, pod, containers, label } of workloads) {
      if (kind !== KNATIVE) continue;
      const spots = [
        pod.at("terminationGracePeriodSeconds"),
        ...containers.map(({ spot }) => spot.at("lifecycle")),
      ];
      for (const at of spots.filter((each) => !isMissing(each))) {
        const what = `${at.path.split(".").at(-1)} cannot be set for a Knative service`;
        yield {
          at,
          subject: label,
          what,
          fix: "leave it out; timeoutSeconds: 60 says how long the pod has",
        };
      }
    }
  },
};
