import type { RouteRecord, ScenarioResult } from "./result.ts";

/** What a verification says while it goes on. */
export type Progress =
  /** The service is started to look which routes answer. */
  | { readonly kind: "probing" }
  /** It does not listen where it was told to, so that one runs at a time. */
  | { readonly kind: "elsewhere"; readonly port: number }
  | {
    readonly kind: "probed";
    readonly routes: readonly RouteRecord[];
    readonly scenarios: number;
    /** What `/` says, when no route was found. */
    readonly rootStatus?: number;
  }
  /** A process could not be started beside others, so that from now on one runs at a time. */
  | { readonly kind: "crowded" }
  /** A process is started for a scenario. */
  | { readonly kind: "started"; readonly scenario: string; readonly round: number }
  /** What happens in it, in words. */
  | { readonly kind: "stage"; readonly scenario: string; readonly text: string }
  /** What is open in it, several times a second. */
  | {
    readonly kind: "open";
    readonly scenario: string;
    readonly connections: number;
    readonly requests: number;
    readonly answered: number;
  }
  /** Of one that was judged twice, the last holds. */
  | { readonly kind: "judged"; readonly result: ScenarioResult };

/** Is told what goes on. Must not throw. */
export type OnProgress = (progress: Progress) => void;
