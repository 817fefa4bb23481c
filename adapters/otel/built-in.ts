// Only what is used: the published types must not need those of Deno.
interface DenoRuntime {
  readonly permissions: {
    querySync(asked: { name: "env"; variable: string }): { readonly state: string };
  };
  readonly env: { get(name: string): string | undefined };
}

/** Reads a variable of the environment, if there is one and it may be read. */
export type ReadVariable = (name: string) => string | undefined;

/** How long Deno waits for one export that is not answered, unless it is told otherwise. */
const EXPORT_MS = 10_000;
/** Of spans, measurements and log lines: what is being sent, and then the rest; one after another. */
const EXPORTS = 6;

/**
 * Says that the OpenTelemetry that is built into Deno may hold the exit up for longer than
 * `reservedMs`, when its collector does not answer: it sends after all of our code, and nothing but
 * a variable of the environment bounds that.
 */
export function builtInWarning(
  reservedMs: number,
  read: ReadVariable = readOnDeno,
): string | undefined {
  if (!isTrue(read("OTEL_DENO")) || isTrue(read("OTEL_SDK_DISABLED"))) return undefined;
  const mostMs = EXPORTS * exportMs(read("OTEL_EXPORTER_OTLP_TIMEOUT"));
  if (mostMs <= reservedMs) return undefined;
  return `quiesce: Deno's OpenTelemetry may hold the exit up for ${mostMs} ms when its collector ` +
    `does not answer, and ${reservedMs} ms are reserved: set OTEL_EXPORTER_OTLP_TIMEOUT, in ` +
    `milliseconds, to a sixth of flushTimeoutMs`;
}

/** What Deno makes of the variable. */
function exportMs(given: string | undefined): number {
  return given !== undefined && /^\+?\d+$/.test(given) && Number(given) > 0
    ? Number(given)
    : EXPORT_MS;
}

function isTrue(given: string | undefined): boolean {
  return given?.toLowerCase() === "true";
}

/** A variable that may not be read is left alone: reading would ask the user, or throw. */
function readOnDeno(name: string): string | undefined {
  const { Deno: runtime } = globalThis as { readonly Deno?: DenoRuntime };
  if (runtime === undefined) return undefined;
  const { state } = runtime.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? runtime.env.get(name) : undefined;
}
