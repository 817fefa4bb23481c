import type { Rule } from "../finding.ts";
import { isLasting, outerGraceMs } from "../model/workload.ts";
import { numberAt } from "../source/read-value.ts";
import { JOB } from "./source.ts";

/** A job must be given more time for its work than for its end. */
export const deadlineBelowGrace: Rule = {
  id: "deadline-below-grace",
  level: "warning",
  title: "a job may take less time than its end",
  why:
    "When activeDeadlineSeconds have passed, Kubernetes ends the pods of the job. A deadline below " +
    "the time for the end is mostly one in another unit: the work is stopped when it has hardly begun.",
  sources: [`${JOB}#job-termination-and-cleanup`],
  *find({ workloads }) {
    for (const workload of workloads.filter((each) => !isLasting(each))) {
      const { spec, pod, label, containers } = workload;
      const needed = containers.map(({ budget }) => budget?.graceMs ?? 0);
      const endMs = Math.max(outerGraceMs(workload), ...needed);
      for (const at of [spec.at("activeDeadlineSeconds"), pod.at("activeDeadlineSeconds")]) {
        const seconds = numberAt(at);
        if (seconds === undefined || seconds * 1_000 > endMs) continue;
        const what = `activeDeadlineSeconds is ${seconds}, and the end alone may take ${
          endMs / 1_000
        } s`;
        yield {
          at,
          subject: label,
          what,
          fix: `activeDeadlineSeconds: ${Math.ceil(endMs / 1_000) * 2}`,
        };
      }
    }
  },
};
