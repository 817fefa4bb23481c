// What is read of the final record of an audit log. Loose: a newer version may have added something.
import * as z from "zod";
import { AUDIT_FORMAT } from "../../observe/mod.ts";

// What is endless is stored as null, since JSON knows no other word for it.
const time = z.number().nullable().transform((ms) => ms ?? Infinity);

/** The record of a shutdown that is over. */
export const auditEndSchema = z.looseObject({
  format: z.literal(AUDIT_FORMAT),
  event: z.literal("shutdown.ended"),
  identity: z.looseObject({ service: z.string().optional() }),
  exitCode: z.int(),
  startedAt: z.string(),
  tookMs: z.number(),
  stages: z.array(z.looseObject({
    phase: z.string(),
    tookMs: z.number(),
    allottedMs: time,
    hooks: z.array(z.looseObject({
      hook: z.string(),
      end: z.enum(["done", "failed", "timed-out", "skipped"]),
      tookMs: z.number(),
    })),
  })),
  forced: z.looseObject({
    asked: z.looseObject({}).optional(),
    deadlinePassed: z.boolean(),
    drainCut: z.looseObject({}).optional(),
  }),
});
