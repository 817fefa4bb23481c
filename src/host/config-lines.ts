import type { LifecycleEvents } from "../core/mod.ts";

/** Says what of a configuration was taken, in one line. */
export function appliedLine(
  { source, changed, kept }: LifecycleEvents["config.applied"],
): string {
  const parts = [
    ...(changed.length > 0 ? [`changed ${changed.join(", ")}`] : []),
    ...(kept.length > 0 ? [`left ${kept.join(", ")} as it was, which takes a restart`] : []),
  ];
  return `quiesce: ${source}: ${parts.join("; ")}`;
}

/** Says why nothing of a configuration was taken, in one line. */
export function refusedLine({ source, problem }: LifecycleEvents["config.refused"]): string {
  return `quiesce: ${source}: nothing was changed: ${problem}`;
}
