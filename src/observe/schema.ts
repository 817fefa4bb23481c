/**
 * The audit record as a schema of zod, for those who read records. The same as JSON Schema is in
 * `docs/operations/audit-record.schema.json`.
 *
 * @module
 */
import * as z from "zod";
import { AUDIT_FORMAT, type AuditRecord } from "./audit/record.ts";
import { STATES } from "./states.ts";

export type {
  Asked,
  AskedBy,
  AuditEnd,
  AuditError,
  AuditFact,
  AuditHead,
  AuditHook,
  AuditRecord,
  AuditStage,
} from "./audit/record.ts";

const PHASES = ["announce", "drain", "compensate", "close", "flush"] as const;
const ASKED_BY = [
  "signal",
  "caller",
  "peer",
  "crash",
  "deadline",
  "idle",
  "decay",
  "client",
] as const;
const ENDS = ["done", "failed", "timed-out", "skipped"] as const;

const text = z.string();
const count = z.int().min(0);
const ms = z.number().min(0);
// JSON knows no other word for what has no bound.
const boundMs = ms.nullable().describe("null where nothing bounded it")
  .transform((given) => given ?? Infinity);

const error = z.object({ name: text, message: text, code: text.optional() });
const asked = z.object({
  by: z.enum(ASKED_BY),
  message: text,
  signal: text.optional(),
  where: text.optional().describe("the line of code that called"),
  error: error.optional(),
});
const hook = z.object({ hook: text, end: z.enum(ENDS), tookMs: ms, error: error.optional() });
const unstopped = z.object({
  path: text,
  kind: z.enum(["task", "scope", "lease", "hook"]),
  ageMs: ms.optional(),
  where: text,
  status: text.optional(),
});

const head = {
  format: z.literal(AUDIT_FORMAT),
  time: z.iso.datetime(),
  life: text.describe("a random id, the same in all records of one life"),
  sequence: z.int().min(1).describe("from 1; a gap is a loss"),
  identity: z.object({
    service: text.optional(),
    version: text.optional(),
    instance: text.optional(),
    revision: text.optional(),
    podUid: text.optional(),
    node: text.optional(),
    commit: text.optional(),
  }),
};

const end = {
  exitCode: count,
  asked,
  startedAt: z.iso.datetime(),
  tookMs: ms,
  graceMs: boundMs,
  stages: z.array(z.object({
    phase: z.enum(PHASES),
    outcome: z.enum(["done", "failed", "timed-out", "cut"]),
    tookMs: ms,
    allottedMs: boundMs,
    hooks: z.array(hook),
  })),
  forced: z.object({
    asked: asked.optional(),
    deadlinePassed: z.boolean(),
    drainCut: asked.optional(),
    cut: z.array(unstopped),
    unstopped: z.array(unstopped),
  }),
  compensated: z.array(hook),
  gates: z.array(z.object({
    gate: text,
    inFlight: count,
    finished: count,
    cut: count,
    refused: count,
  })),
  errors: z.array(z.object({ from: text, ...error.shape })),
  longestBlockMs: ms,
};

const state = z.enum(STATES);

/**
 * Checks a line of the audit log, once it went through `JSON.parse`. Fields that it does not know are
 * left out, so that records of a newer version can be read.
 *
 * @example Read a line
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { auditLog } from "quiesce/observe";
 * import { auditRecordSchema } from "quiesce/observe/schema";
 *
 * const lines: string[] = [];
 * auditLog(new Lifecycle(), { write: (line) => void lines.push(line) });
 * const record = auditRecordSchema.parse(JSON.parse(lines[0] ?? ""));
 * console.assert(record.event === "life.started");
 * ```
 */
// SAFETY: the same but for what is left out, which zod allows to be there as undefined.
export const auditRecordSchema: z.ZodType<AuditRecord> = z.discriminatedUnion("event", [
  z.object({ ...head, event: z.literal("life.started"), state }),
  z.object({ ...head, event: z.literal("state.changed"), from: state, to: state }),
  z.object({ ...head, event: z.literal("shutdown.requested"), asked }),
  z.object({ ...head, event: z.literal("shutdown.forced"), asked }),
  z.object({ ...head, event: z.literal("shutdown.called-off"), asked }),
  z.object({ ...head, event: z.literal("budget.extended"), byMs: ms }),
  z.object({
    ...head,
    event: z.literal("config.applied"),
    source: text,
    changed: z.array(text),
    kept: z.array(text),
  }),
  z.object({ ...head, event: z.literal("config.refused"), source: text, problem: text }),
  z.object({ ...head, event: z.literal("shutdown.ended"), ...end }),
]).meta({ title: "A record of the audit log of quiesce" }) as unknown as z.ZodType<AuditRecord>;
