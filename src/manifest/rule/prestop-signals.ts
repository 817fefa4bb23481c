import type { Rule } from "../finding.ts";
import { baseName } from "../launch/unwrap.ts";
import { preStopOf, preStopPrograms } from "../model/pre-stop.ts";
import { HOOKS } from "./source.ts";

/** A hook before the signal must not send one itself. */
export const prestopSignals: Rule = {
  id: "prestop-signals",
  level: "error",
  title: "preStop signals the service, so that the platform's signal is its second",
  why:
    "Kubernetes sends its signal when the hook is over. A service that was signalled by the hook " +
    "takes this for the second one, which means hurry: it cuts what is in flight.",
  sources: [HOOKS],
  *find({ workloads }) {
    for (const { containers, label } of workloads) {
      for (const container of containers) {
        const command = preStopPrograms(container).find(([program = ""]) =>
          /^(kill|killall|pkill)$/.test(baseName(program))
        );
        if (!command || command.includes("-0")) continue;
        yield {
          at: preStopOf(container),
          subject: label,
          what: `preStop of container "${container.name}" runs "${command.join(" ")}"`,
          fix: "preStop:\n  sleep:\n    seconds: 5",
        };
      }
    }
  },
};
