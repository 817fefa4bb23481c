import type { Found, Rule } from "../finding.ts";
import { preStopMs } from "../model/pre-stop.ts";
import { type Container, isServing, servingContainers, type Workload } from "../model/workload.ts";
import { secondsText } from "../source/duration.ts";
import { TERMINATION } from "./source.ts";

/** Less than this, and endpoints are often still on their way. */
const LEAST_MS = 2_000;

/** A pod must serve for a while after it was told to end. */
export const noDelay: Rule = {
  id: "no-delay",
  level: "error",
  otherwise: { level: "warning", when: "there is a delay that is shorter than 2 s" },
  title: "the service stops listening while requests are still sent to it",
  why:
    "Kubernetes takes the pod from the endpoints and signals it at the same time, in no order. " +
    "Until every proxy has heard of it, new connections come, and are refused.",
  sources: [TERMINATION],
  *find({ workloads }) {
    for (const workload of workloads.filter(isServing)) {
      for (const container of servingContainers(workload)) yield* inContainer(container, workload);
    }
  },
};

function* inContainer(container: Container, { label }: Workload): Iterable<Found> {
  const { budget, spot } = container;
  const waitedMs = (budget?.delayMs ?? 0) + preStopMs(container);
  if (!budget || waitedMs >= LEAST_MS) return;
  const what = waitedMs === 0
    ? "the service has no delay (delayMs is 0), and no preStop sleeps for it"
    : `the service goes on serving for ${secondsText(waitedMs)} only (delayMs and preStop)`;
  yield {
    at: spot,
    subject: label,
    what,
    level: waitedMs === 0 ? "error" : "warning",
    fix: `delayMs: 5_000, in the options of the service; it is a part of graceMs`,
  };
}
