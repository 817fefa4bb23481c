import type { Rule } from "../finding.ts";
import { childrenWithoutInit } from "./children-without-init.ts";
import { deadlineBelowGrace } from "./deadline-below-grace.ts";
import { disruptionBudget } from "./disruption-budget.ts";
import { graceTooShort } from "./grace-too-short.ts";
import { hostPortRollout } from "./host-port-rollout.ts";
import { jobRestartPolicy } from "./job-restart-policy.ts";
import { knativeUnsupported } from "./knative-unsupported.ts";
import { launcherInBetween } from "./launcher-in-between.ts";
import { livenessHasty } from "./liveness-hasty.ts";
import { livenessLikeReadiness } from "./liveness-like-readiness.ts";
import { livenessOnDependency } from "./liveness-on-dependency.ts";
import { missingReadiness } from "./missing-readiness.ts";
import { noDelay } from "./no-delay.ts";
import { outerGraceWrong } from "./outer-grace-wrong.ts";
import { prestopSignals } from "./prestop-signals.ts";
import { probePathUnknown } from "./probe-path-unknown.ts";
import { probePortUnknown } from "./probe-port-unknown.ts";
import { rolloutRemovesAll } from "./rollout-removes-all.ts";
import { shellInBetween } from "./shell-in-between.ts";
import { sidecarEndsFirst } from "./sidecar-ends-first.ts";
import { startupMissing } from "./startup-missing.ts";
import { stopSignalUnheard } from "./stop-signal-unheard.ts";
import { unexpectedValue } from "./unexpected-value.ts";

/** Everything that is looked for. */
export const RULES: readonly Rule[] = [
  // Whether the signal arrives.
  launcherInBetween,
  shellInBetween,
  stopSignalUnheard,
  prestopSignals,
  childrenWithoutInit,
  // Whether there is time.
  graceTooShort,
  outerGraceWrong,
  noDelay,
  sidecarEndsFirst,
  deadlineBelowGrace,
  // Whether the probes say the right thing.
  missingReadiness,
  livenessLikeReadiness,
  livenessOnDependency,
  livenessHasty,
  startupMissing,
  probePathUnknown,
  probePortUnknown,
  // Whether somebody is left.
  rolloutRemovesAll,
  disruptionBudget,
  hostPortRollout,
  // Whether it is taken at all.
  jobRestartPolicy,
  knativeUnsupported,
  unexpectedValue,
];
