// Each message says what was expected; `problem.ts` puts where and what was got around it.
import * as z from "zod";
import { SCENARIOS } from "../scenario/mod.ts";
import { ROUTE_KINDS } from "../settings.ts";
import { DURATION_FORM, durationMs } from "./duration.ts";
import { didYouMean } from "./nearest.ts";

/** The names of all scenarios. */
export const SCENARIO_IDS: readonly string[] = SCENARIOS.map(({ id }) => id);

/** What platforms send to end a process, and what services take for it. */
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

const text = z.string({ error: "text" }).min(1, { error: "text that is not empty" });
const texts = z.record(z.string(), z.string({ error: "text, in quotes if it is a number" }), {
  error: "names with their values",
});

function time(leastMs: number): z.ZodType<number> {
  const error = `${DURATION_FORM}, or a number of milliseconds, of at least ${leastMs} ms`;
  return z.preprocess(
    (given) => typeof given === "string" ? durationMs(given) ?? given : given,
    z.number({ error }).min(leastMs, { error }),
  );
}

function count(least: number, most: number): z.ZodType<number> {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

const path = z.string({ error: 'a path such as "/slow"' })
  .regex(/^\/[^\s]*$/, { error: 'a path that starts with "/" and has no blanks' });

const request = z.strictObject({
  path,
  method: z.string({ error: 'a method such as "POST"' })
    .regex(/^[A-Z]+$/, { error: "a method in capital letters" }).optional(),
  headers: texts.optional(),
}, { error: "a path, { path, method, headers }, or null for none" });

const route = z.union([path, request, z.null()], {
  error: "a path, { path, method, headers }, or null for none",
});

const scenarioIds = z.array(
  z.string({ error: "the id of a scenario" }).refine((id) => SCENARIO_IDS.includes(id), {
    error: ({ input }) =>
      `the id of a scenario, ${
        didYouMean(String(input), SCENARIO_IDS)
      } "quiesce verify --list" tells them`,
  }),
  { error: "a list of ids of scenarios" },
);

/** What a plan may say. Strict: a key that is not known is a mistake, not a comment. */
export const planSchema = z.strictObject({
  command: z.array(text, { error: 'a list of words such as ["node", "server.js"]' })
    .min(1, { error: 'a list of words such as ["node", "server.js"]' }),
  cwd: text.optional(),
  environment: texts.optional(),
  url: z.url({ protocol: /^https?$/, error: 'an address such as "http://127.0.0.1:3000"' })
    .optional(),
  signal: z.enum(SIGNALS, {
    error: ({ input }) => `the name of a signal, ${didYouMean(String(input), SIGNALS)}`,
  }).optional(),
  graceMs: time(100).optional(),
  startMs: time(100).optional(),
  delayMs: time(0).optional(),
  rounds: count(1, 1_000).optional(),
  jobs: count(1, 64).optional(),
  load: z.strictObject({
    clients: count(1, 1_000).optional(),
    requests: count(1, 1_000).optional(),
    idle: count(1, 1_000).optional(),
    crowd: count(1, 10_000).optional(),
    burst: count(1, 1_000).optional(),
  }, { error: "numbers by name" }).optional(),
  routes: z.strictObject(
    Object.fromEntries(ROUTE_KINDS.map((kind) => [kind, route.optional()])) as Record<
      typeof ROUTE_KINDS[number],
      z.ZodOptional<typeof route>
    >,
    { error: "paths by what they are good for" },
  ).optional(),
  dependency: z.strictObject({ variable: text, value: text.optional() }, {
    error: "{ variable, value }",
  }).optional(),
  lastLine: text.refine(isExpression, { error: "a regular expression" }).optional(),
  scenarios: scenarioIds.optional(),
  skip: scenarioIds.optional(),
}, { error: "a plan: keys with their values" });

function isExpression(given: string): boolean {
  try {
    new RegExp(given);
    return true;
  } catch {
    return false;
  }
}
