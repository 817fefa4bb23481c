import type { Gate, Lifecycle, Unstopped } from "../../src/core/mod.ts";
import type { Progress } from "../../src/host/mod.ts";
import type { OpenItem } from "./frame.ts";

/** What a life waits for, the oldest first, and last what nobody knows the age of. */
export function openItems(life: Lifecycle, progress: Progress): OpenItem[] {
  const nowMs = life.clock.nowMs();
  const items = [
    ...life.gates().flatMap((gate) => inside(gate, nowMs)),
    ...leaves(life.open()).map(({ path, ageMs, status }) => ({ name: path, ageMs, status })),
    ...progress.hooks().map(({ name, ageMs }) => ({ name: `hook ${name}`, ageMs })),
  ];
  return items.sort((a, b) => roundAge(b) - roundAge(a));
}

/** Some ages come as whole milliseconds: what is as old as another must not change places with it. */
function roundAge({ ageMs = -1 }: OpenItem): number {
  return Math.round(ageMs);
}

/** Without those that are open only because something below them is. */
function leaves(open: readonly Unstopped[]): readonly Unstopped[] {
  // Parents come before their children, so a parent is followed by its first child.
  return open.filter(({ path }, index) => !open[index + 1]?.path.startsWith(`${path}/`));
}

function inside(gate: Gate, nowMs: number): OpenItem[] {
  const leases = gate.leases();
  const unnamed = gate.inFlight - leases.length;
  const named = leases.map(({ name, sinceMs }) => ({
    name,
    ageMs: Number.isNaN(sinceMs) ? undefined : nowMs - sinceMs,
  }));
  if (unnamed <= 0) return named;
  return [...named, { name: `${unnamed} in gate "${gate.name}"`, ageMs: undefined }];
}
