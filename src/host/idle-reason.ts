import { StopReason } from "../core/mod.ts";

/** Why a life ends that nothing keeps alive. */
export function idleReason(): StopReason {
  return new StopReason("nothing is left to do", { kind: "idle" });
}
