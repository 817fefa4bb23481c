import type { Rule } from "../finding.ts";
import { isRuntime } from "../launch/obstacle.ts";
import { programsIn } from "../launch/shell-call.ts";
import { baseName, unwrapped } from "../launch/unwrap.ts";
import { preStopOf, preStopPrograms } from "../model/pre-stop.ts";
import type { Container } from "../model/workload.ts";
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
        if (!command || command.includes("-0") || !hitsRuntime(command, container)) continue;
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

const RUNTIME_IMAGE = /(^|\/)(node|deno|bun)(:|@|$)/;

/** Whether what is signalled is known to be a service of ours: others may mean it so. */
function hitsRuntime(command: readonly string[], container: Container): boolean {
  if (container.budget || command.some(isRuntime)) return true;
  const started = programsIn(unwrapped(container.words ?? [])).flatMap((words) => unwrapped(words));
  return started.some((word) => isRuntime(baseName(word))) || RUNTIME_IMAGE.test(container.image);
}
