import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import type { StartOptions } from "../run/start.ts";
import type { Settings } from "../settings.ts";

/** The parts into which the list of scenarios falls, for people. */
export type ScenarioGroup = "requests" | "connections" | "signals" | "process" | "dependencies";

/** One way in which a shutdown is tried. */
export interface Scenario {
  /** `slow-requests`; stable. */
  readonly id: string;
  readonly group: ScenarioGroup;
  readonly title: string;
  /** What a careful server does, in one sentence. */
  readonly promise: string;
  /** Loads the machine so much that no other process may be watched meanwhile. */
  readonly loud?: boolean;
  /** Why it cannot be judged with these settings, and what would help. */
  needs(settings: Settings): string | undefined;
  /**
   * Drives one process that has just been started and answers, unless `early` is set. Returns once
   * all that the judgement needs was seen; the process is killed then, should it still be there.
   */
  drive(run: Run): Promise<void>;
  /**
   * The processes that one round needs, by name, in their order: each is started fresh and driven.
   * One without a name when absent.
   */
  variants?(settings: Settings): readonly string[];
  /** How the process is to be started, where that matters. */
  start?(settings: Settings, variant: string): StartOptions;
  /** Drives it from the start on, before it answers. */
  readonly early?: boolean;
  /**
   * Judges what was seen in one run, by that alone; and by the earlier ones of its round, where a
   * scenario has variants to compare.
   */
  judge(
    record: RunRecord,
    settings: Settings,
    earlier: readonly RunRecord[],
  ): readonly Finding[];
}
