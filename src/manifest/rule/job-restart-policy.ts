import type { Rule } from "../finding.ts";
import { isLasting } from "../model/workload.ts";
import { isMissing } from "../source/read-value.ts";
import { JOB } from "./source.ts";

/** A job ends. */
export const jobRestartPolicy: Rule = {
  id: "job-restart-policy",
  level: "error",
  title: "a job that would be restarted for ever, which Kubernetes refuses",
  why:
    "A job is done when its pod has ended well. The default of pods, Always, is not allowed for " +
    "it, so that the manifest is refused.",
  sources: [`${JOB}#pod-template`],
  *find({ workloads }) {
    for (const workload of workloads.filter((each) => !isLasting(each))) {
      const at = workload.pod.at("restartPolicy");
      if (at.value === "Never" || at.value === "OnFailure") continue;
      const what = isMissing(at)
        ? "restartPolicy is not given, which means Always"
        : `restartPolicy is ${JSON.stringify(at.value)}`;
      yield { at, subject: workload.label, what, fix: "restartPolicy: OnFailure" };
    }
  },
};
