import type { Rule } from "../finding.ts";
import { preStopMs } from "../model/pre-stop.ts";
import { isServing } from "../model/workload.ts";
import { secondsText } from "../source/duration.ts";
import { TERMINATION } from "./source.ts";

/** Less than this, and endpoints are often still on their way. */
const LEAST_MS = 2_000;

/** A pod must serve for a while after it was told to end. */
export const noDelay: Rule = {
  id: "no-delay",
  level: "error",
  title: "the service stops listening while requests are still sent to it",
  why:
    "Kubernetes takes the pod from the endpoints and signals it at the same time, in no order. " +
    "Until every proxy has heard of it, new connections come, and are refused.",
  sources: [TERMINATION],
  *find({ workloads }) {
    for (const workload of workloads.filter(isServing)) {
      const { budget, own, label } = workload;
      if (!budget || !own) continue;
      const waitedMs = budget.delayMs + preStopMs(own);
      if (waitedMs >= LEAST_MS) continue;
      const what = waitedMs === 0
        ? "the service has no delay (delayMs is 0), and no preStop sleeps for it"
        : `the service goes on serving for ${secondsText(waitedMs)} only (delayMs and preStop)`;
      yield {
        at: own.spot,
        subject: label,
        what,
        level: waitedMs === 0 ? "error" : "warning",
        fix: `delayMs: 5_000, in the options of the service; it is a part of graceMs`,
      };
    }
  },
};
