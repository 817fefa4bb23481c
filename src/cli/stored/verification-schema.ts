// What is read of a stored result. Loose: a newer version may have added something.
import * as z from "zod";
import { RESULT_FORMAT } from "../../verify/mod.ts";

const time = z.number();
const count = z.int().min(0);
const texts = z.array(z.string());

const counts = z.looseObject({
  answered: count,
  refused: count,
  race: count,
  lost: count,
  cut: count,
  unjudged: count,
});

const byteEvent = z.looseObject({
  atMs: time,
  what: z.string(),
  bytes: count.optional(),
  text: z.string().optional(),
});

const requestClass = z.enum(["answered", "refused", "race", "lost", "cut", "unjudged"]);

const request = z.looseObject({
  id: count,
  lane: z.string(),
  label: z.string(),
  connection: count,
  startMs: time,
  endMs: time,
  class: requestClass,
  how: z.string(),
  status: z.int().optional(),
  saidClose: z.boolean(),
  bytesSent: count,
  bytesReceived: count,
  timeline: z.array(byteEvent),
});

const connection = z.looseObject({
  id: count,
  lane: z.string(),
  openMs: time,
  closeMs: time,
  end: z.enum(["fin", "reset", "unreachable", "closed", "open"]),
  requests: count,
});

const exit = z.looseObject({
  atMs: time,
  code: z.int().nullable(),
  signal: z.string().nullable(),
  killed: z.boolean(),
});

const processRecord = z.looseObject({
  pid: count,
  parent: count,
  command: z.string(),
  listens: z.boolean(),
  orphaned: z.boolean(),
});

const figures = z.looseObject({
  reactionMs: time.optional(),
  notReadyMs: time.optional(),
  drainMs: time.optional(),
  exitMs: time.optional(),
});

const flow = z.looseObject({
  lane: z.string(),
  class: requestClass,
  startMs: time,
  stepMs: time,
  counts: z.array(count),
});

const run = z.looseObject({
  scenario: z.string(),
  round: count,
  variant: z.string().optional(),
  startedAt: z.string(),
  marks: z.array(z.looseObject({ atMs: time, kind: z.string(), label: z.string() })),
  signalAtMs: time.optional(),
  counts,
  lanes: z.record(z.string(), counts),
  requests: z.array(request),
  omitted: count,
  flows: z.array(flow),
  durations: z.record(z.string(), z.array(z.looseObject({ leMs: time, count }))),
  connections: z.array(connection),
  curve: z.array(z.looseObject({ atMs: time, connections: count, requests: count })),
  exit: exit.optional(),
  figures,
  processes: z.array(processRecord),
  stdout: texts,
  stderr: texts,
  facts: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.null(), texts]),
  ),
});

const percentiles = z.looseObject({
  min: time,
  p50: time,
  p90: time,
  p99: time,
  max: time,
  count,
});

const figuresOfRounds = z.looseObject({
  reactionMs: percentiles.optional(),
  notReadyMs: percentiles.optional(),
  drainMs: percentiles.optional(),
  exitMs: percentiles.optional(),
});

const finding = z.looseObject({
  severity: z.enum(["fault", "shortcoming", "note"]),
  code: z.string(),
  what: z.string(),
  advice: z.string(),
  requests: z.array(count).optional(),
  round: count.optional(),
  variant: z.string().optional(),
});

const verdict = z.enum(["pass", "weak", "fail", "unjudged"]);

const scenario = z.looseObject({
  id: z.string(),
  title: z.string(),
  promise: z.string(),
  verdict,
  why: z.string().optional(),
  unstarted: z.boolean().optional(),
  findings: z.array(finding),
  counts,
  figures: figuresOfRounds,
  variants: z.record(z.string(), figuresOfRounds).optional(),
  runs: z.array(run),
});

/** A result of `quiesce verify`, as it is stored. */
export const verificationSchema = z.looseObject({
  format: z.literal(RESULT_FORMAT),
  tool: z.looseObject({ version: z.string(), runtime: z.string() }),
  startedAt: z.string(),
  tookMs: time,
  subject: z.looseObject({
    command: texts,
    url: z.string(),
    signal: z.string(),
    graceMs: time,
    rounds: count,
  }),
  routes: z.array(z.looseObject({
    kind: z.string(),
    method: z.string(),
    path: z.string(),
    status: z.int(),
    tookMs: time,
  })),
  interrupted: z.boolean().optional(),
  rootStatus: z.int().optional(),
  verdict,
  scenarios: z.array(scenario),
});
