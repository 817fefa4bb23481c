import type { Attributes } from "@opentelemetry/api";
import type { StopReason } from "../../src/core/mod.ts";

/** Why something ends, as attributes. */
export function reasonAttributes({ kind, message, signal }: StopReason): Attributes {
  return {
    "quiesce.reason.kind": kind,
    "quiesce.reason.message": message,
    ...(signal && { "quiesce.reason.signal": signal.name }),
  };
}
