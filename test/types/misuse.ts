// Mistakes that the compiler must refuse. Each line fails here when it starts to compile.
import { Lifecycle, type Report, Scope } from "quiesce";

const life = new Lifecycle({ graceMs: 1_000 });
const scope = new Scope("root");

// @ts-expect-error a time is a number
void new Lifecycle({ graceMs: "1000" });
// @ts-expect-error an option that does not exist
void new Lifecycle({ grace: 1_000 });
// @ts-expect-error an option is left out, not set to undefined
void new Lifecycle({ graceMs: undefined });
// @ts-expect-error a hook is a function
life.onClose("database", 1);
// @ts-expect-error there is no such event
life.on("no.such", () => {});
// @ts-expect-error a shutdown is not awaited by its state
life.state = "stopped";
// @ts-expect-error a gate is not replaced
life.gate = life.createGate("other");
// @ts-expect-error a resource without a disposer needs one
scope.use({}, "close");

export async function reportIsReadOnly(): Promise<Report> {
  const report = await life.shutdown();
  // @ts-expect-error a report is a record of what was
  report.exitCode = 0;
  return report;
}

export async function taskGivesItsValue(): Promise<number> {
  const outcome = await scope.spawn("count", () => 42).outcome;
  // @ts-expect-error the value is there only when the task is done
  void outcome.value;
  return outcome.end === "done" ? outcome.value : 0;
}
