import type { Manifests } from "../model/manifests.ts";
import { isLasting } from "../model/workload.ts";
import type { Position } from "../source/spot.ts";

/** What is started somewhere, as words. */
export interface Start {
  readonly at: Position & { readonly path?: string };
  readonly subject: string;
  readonly words: readonly string[];
  readonly where: "kubernetes" | "compose" | "dockerfile";
  /** Whether it is to run until it is stopped. */
  readonly isLasting: boolean;
}

/** Everything that is started by the manifests, the containers of one pod side by side. */
export function* startsOf({ workloads, services, images }: Manifests): Iterable<Start> {
  for (const workload of workloads) {
    for (const { words, start } of workload.containers) {
      if (!words) continue;
      const common = { subject: workload.label, where: "kubernetes" } as const;
      yield { ...common, at: start, words, isLasting: isLasting(workload) };
    }
  }
  for (const { words, start, label } of services) {
    if (!words) continue;
    yield { at: start, subject: label, words, where: "compose", isLasting: true };
  }
  for (const { words, command, entrypoint } of images) {
    const at = command ?? entrypoint;
    if (!words || !at) continue;
    yield {
      at: { ...at, path: at.name },
      subject: "image",
      words,
      where: "dockerfile",
      isLasting: true,
    };
  }
}
