import { refuseStage, runStage } from "./command.ts";
import type { Result, Stage } from "./stage.ts";

/** What happens while stages run. */
export interface Watcher {
  started(stage: Stage): void;
  ended(result: Result): void;
}

/**
 * Runs every stage, as many at a time as have room in `width` places, and returns how each ended.
 *
 * Stages start in the order given, except that one whose needs have not ended, or for which there
 * is no room, lets others go before; and that one marked `alone` waits until nothing else runs.
 */
export async function runStages(
  stages: readonly Stage[],
  width: number,
  watcher: Watcher,
): Promise<readonly Result[]> {
  const waiting = [...stages];
  const running = new Map<Stage, Promise<void>>();
  const results: Result[] = [];

  while (waiting.length > 0 || running.size > 0) {
    const next = nextStage(waiting, [...running.keys()], results, width);
    if (next) {
      waiting.splice(waiting.indexOf(next), 1);
      running.set(next, runOne(next, results, watcher).finally(() => running.delete(next)));
    } else {
      await Promise.race(running.values());
    }
  }
  return results;
}

async function runOne(stage: Stage, results: Result[], watcher: Watcher): Promise<void> {
  watcher.started(stage);
  const broken = results.find(({ stage: { name }, failed }) =>
    failed > 0 && stage.after?.includes(name)
  );
  const result = broken ? refuseStage(stage, broken.stage.name) : await runStage(stage);
  results.push(result);
  watcher.ended(result);
}

function nextStage(
  waiting: readonly Stage[],
  running: readonly Stage[],
  results: readonly Result[],
  width: number,
): Stage | undefined {
  if (running.some(({ alone }) => alone)) return undefined;
  const ended = new Set(results.map(({ stage }) => stage.name));
  const ready = waiting.filter(({ after = [] }) => after.every((need) => ended.has(need)));
  if (ready[0]?.alone) return running.length === 0 ? ready[0] : undefined;
  const free = width - running.reduce((taken, stage) => taken + placesOf(stage), 0);
  return ready.find((stage) => !stage.alone && placesOf(stage) <= free);
}

function placesOf({ light = false }: Stage): number {
  return light ? 0.5 : 1;
}
