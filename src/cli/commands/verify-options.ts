import {
  checkedPart,
  DURATION_FORM,
  durationMs,
  mergePlans,
  type PartialPlan,
  type PlannedRoute,
  readPlan,
} from "../../verify/mod.ts";
import { Failure } from "../failure.ts";

type Milliseconds = number;

/** What the command line of `verify` has said, as its parser gives it. */
export interface VerifyFlags {
  readonly plan?: string;
  readonly url?: string;
  readonly signal?: NodeJS.Signals;
  readonly grace?: Milliseconds;
  readonly delay?: Milliseconds;
  readonly startTimeout?: Milliseconds;
  readonly rounds?: number;
  readonly jobs?: number;
  readonly route?: Readonly<Record<string, PlannedRoute | null>>;
  readonly scenario?: readonly string[];
  readonly skip?: readonly string[];
  readonly dependency?: { readonly variable: string; readonly value?: string };
  readonly lastLine?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly out?: string;
  readonly html?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly list?: boolean;
  readonly printPlan?: boolean;
}

/** What is asked for: the plan's file, and what the command line says over it. */
export function planOf(command: readonly string[], flags: VerifyFlags): PartialPlan {
  const file = flags.plan === undefined ? {} : readPlan(flags.plan);
  const said = {
    ...(command.length > 0 && { command }),
    url: flags.url,
    signal: flags.signal,
    graceMs: flags.grace,
    delayMs: flags.delay,
    startMs: flags.startTimeout,
    rounds: flags.rounds,
    jobs: flags.jobs,
    routes: flags.route,
    scenarios: flags.scenario,
    skip: flags.skip,
    dependency: flags.dependency,
    lastLine: flags.lastLine,
    environment: flags.env,
  };
  return mergePlans(file, checkedPart(said, "use the options", optionOf));
}

/** The option behind each key of a plan. */
const OPTIONS: Readonly<Record<string, string>> = {
  command: "the command",
  url: "--url",
  signal: "--signal",
  graceMs: "--grace",
  delayMs: "--delay",
  startMs: "--start-timeout",
  rounds: "--rounds",
  jobs: "--jobs",
  routes: "--route",
  scenarios: "--scenario",
  skip: "--skip",
  dependency: "--dependency",
  lastLine: "--last-line",
  environment: "--env",
};

function optionOf([key, name]: readonly PropertyKey[]): string {
  const option = OPTIONS[String(key)] ?? String(key);
  return typeof name === "string" ? `${option} ${name}` : option;
}

/** Reads `10s`. */
export function toDuration(option: string): (text: string) => Milliseconds {
  return (text) => durationMs(text) ?? refuse(option, text, DURATION_FORM);
}

/** Reads `3`. */
export function toCount(option: string): (text: string) => number {
  return (text) => /^\d+$/.test(text) ? Number(text) : refuse(option, text, "a whole number");
}

/** Reads `slow=/path`, `upload=PUT /files` and `socket=none`, behind those before it. */
export function toRoutes(
  text: string,
  earlier: VerifyFlags["route"] = {},
): Readonly<Record<string, PlannedRoute | null>> {
  const [, kind, rest] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (kind === undefined || rest === undefined) {
    return refuse("--route", text, 'kind=/path, such as "slow=/slow?ms=1000", or kind=none');
  }
  if (rest === "none") return { ...earlier, [kind]: null };
  const [, method, path = ""] = /^(?:([A-Z]+) )?(.*)$/.exec(rest) ?? [];
  return { ...earlier, [kind]: method === undefined ? path : { path, method } };
}

/** Reads `NAME=value`, behind those before it. */
export function toVariables(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at < 1) return refuse("--env", text, "NAME=value");
  return { ...earlier, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Reads `VARIABLE` and `VARIABLE=value`. */
export function toDependency(text: string): NonNullable<VerifyFlags["dependency"]> {
  const [, variable, value] = /^([^=]+)(?:=(.+))?$/.exec(text) ?? [];
  if (variable === undefined) return refuse("--dependency", text, "VARIABLE or VARIABLE=value");
  return { variable, ...(value !== undefined && { value }) };
}

/** Puts what may be said again and again into one list. */
export function toList(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

function refuse(option: string, text: string, expected: string): never {
  throw new Failure("USAGE", `Cannot read ${option} "${text}": expected ${expected}`);
}
