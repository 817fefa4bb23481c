// What is read of a report of the library. Loose: a newer version may have added something.
import * as z from "zod";

// An infinite budget is stored as null, since JSON knows no other word for it.
const time = z.number().nullable().transform((ms) => ms ?? Infinity);

const reason = z.looseObject({
  kind: z.string(),
  message: z.string(),
  signal: z.string().optional(),
  where: z.string().optional(),
});

const error: z.ZodType = z.looseObject({
  from: z.string(),
  name: z.string(),
  message: z.string(),
  code: z.string().optional(),
  stack: z.string().optional(),
  get cause() {
    return error.optional();
  },
});

const unstopped = z.looseObject({
  path: z.string(),
  kind: z.string(),
  ageMs: z.number().optional(),
  where: z.string(),
  status: z.string().optional(),
});

/** A report of the library, as `JSON.stringify` writes it. */
export const reportSchema = z.looseObject({
  identity: z.looseObject({
    service: z.string().optional(),
    version: z.string().optional(),
    instance: z.string().optional(),
    revision: z.string().optional(),
    podUid: z.string().optional(),
    node: z.string().optional(),
    commit: z.string().optional(),
  }),
  end: z.enum(["completed", "called-off"]),
  reason,
  forced: reason.optional(),
  startedAt: z.string(),
  graceMs: time,
  tookMs: z.number(),
  deadlinePassed: z.boolean(),
  drainCut: reason.optional(),
  phases: z.array(z.looseObject({
    phase: z.string(),
    startMs: z.number(),
    tookMs: z.number(),
    allottedMs: time,
  })),
  hooks: z.array(z.looseObject({
    phase: z.string(),
    hook: z.string(),
    end: z.enum(["done", "failed", "timed-out", "skipped"]),
    startMs: z.number(),
    tookMs: z.number(),
    where: z.string(),
    late: z.boolean(),
    error: error.optional(),
  })),
  gates: z.array(z.looseObject({
    gate: z.string(),
    inFlight: z.int(),
    finished: z.int(),
    cut: z.int(),
    refused: z.int(),
  })),
  cut: z.array(unstopped),
  unstopped: z.array(unstopped),
  errors: z.array(error),
  longestBlockMs: z.number(),
  exitCode: z.int(),
});
