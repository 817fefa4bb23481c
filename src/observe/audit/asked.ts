import type { ReasonReport, StopReason } from "../../core/mod.ts";
import type { Asked, AskedBy, AuditError } from "./record.ts";

const NAMES: Readonly<Record<string, AskedBy>> = { call: "caller", failure: "crash" };

/** Who asked, out of what an event tells. */
export function askedBy({ kind, message, signal, cause }: StopReason, where = ""): Asked {
  return {
    ...askedOf({ kind, message }),
    ...(signal && { signal: signal.name }),
    ...(where !== "" && { where }),
    ...(cause !== undefined && { error: plainError(cause) }),
  };
}

/** Who asked, out of what a report tells. */
export function askedOf({ kind, message, signal, where }: ReasonReport): Asked {
  // SAFETY: the two kinds that are called differently here are in the table.
  const by = NAMES[kind] ?? kind as AskedBy;
  return { by, message, ...(signal && { signal }), ...(where && { where }) };
}

/** What is told of whatever was thrown. */
function plainError(thrown: unknown): AuditError {
  try {
    if (!(thrown instanceof Error)) return { name: "unknown", message: String(thrown) };
    const { name, message, code } = thrown as Error & { readonly code?: unknown };
    return {
      name: String(name),
      message: String(message),
      ...(typeof code === "string" && { code }),
    };
  } catch {
    return { name: "unknown", message: "(cannot be read)" };
  }
}
