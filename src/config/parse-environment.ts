import { checkedConfig } from "./checked-config.ts";
import { unknownName } from "./problem.ts";
import { type Config, NAMES } from "./schema.ts";

/** What {@linkcode parseEnvironment} may be given. */
export interface EnvironmentOptions {
  /** What the names of the variables begin with. Default: `QUIESCE_`. */
  readonly prefix?: string;
}

/** Variables by their names, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;
type Path = readonly [string] | readonly [string, string];

/**
 * Makes options out of environment variables. The name of a variable is the prefix and the option
 * in capitals: `QUIESCE_GRACE_MS=25s`, `QUIESCE_RESERVES_CLOSE_MS=500`, `QUIESCE_WATCHDOG=true`,
 * `QUIESCE_IDENTITY_SERVICE=orders`, `QUIESCE_SIGNALS=SIGHUP=reload,SIGUSR2=ignore`. Values are
 * written as {@linkcode parseConfig} takes them. An empty value counts as left out.
 *
 * Nothing is read but the record that is given. Under a prefix, a variable that means nothing is an
 * error, so take a prefix of your own: Kubernetes makes variables out of the names of services. With
 * the prefix `""` the names share the environment with all others, and unknown ones are passed over.
 *
 * @throws {QuiesceError} `BAD_OPTION` with every problem in one message
 *
 * @example Variables, given by hand
 * ```ts
 * import { parseEnvironment } from "quiesce/config";
 *
 * const options = parseEnvironment({ GRACE_MS: "25s", PATH: "/bin" }, { prefix: "" });
 * console.assert(options.graceMs === 25_000);
 * ```
 */
export function parseEnvironment(
  environment: Environment,
  options: EnvironmentOptions = {},
): Config {
  const { prefix = "QUIESCE_" } = options;
  const label = (path: readonly PropertyKey[]): string => prefix + labelOf(path);
  const problems = prefix === "" ? [] : unknownIn(environment, prefix);
  return checkedConfig(collect(environment, prefix), { name: "the environment", label, problems });
}

/** Every option that has a value of its own, by the name of its variable. */
const VARIABLES: ReadonlyMap<string, Path> = new Map(
  paths().map((path) => [variableOf(path), path]),
);

function paths(): Path[] {
  return Object.entries(NAMES).flatMap(([section, names]) =>
    names.filter((name) => !(name in NAMES)).map((name): Path =>
      section === "" ? [name] : [section, name]
    )
  );
}

function variableOf(path: readonly PropertyKey[]): string {
  const words = path.map((name) => String(name).replaceAll(/[A-Z]/g, (letter) => `_${letter}`));
  return words.join("_").toUpperCase();
}

/** A signal has no variable of its own: it is named as a part of the one for all. */
function labelOf(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  if (first !== "signals" || rest.length === 0) return variableOf(path);
  return `${variableOf([first])}.${rest.map(String).join(".")}`;
}

function unknownIn(environment: Environment, prefix: string): string[] {
  const names = [...VARIABLES.keys()].map((name) => prefix + name);
  return Object.keys(environment)
    .filter((name) => name.startsWith(prefix) && !names.includes(name))
    .map((name) => unknownName(name, names));
}

function collect(environment: Environment, prefix: string): Record<string, unknown> {
  const collected: Record<string, unknown> = {};
  for (const [variable, [section, name]] of VARIABLES) {
    const value = environment[prefix + variable]?.trim() ?? "";
    if (value === "") continue;
    if (name === undefined) collected[section] = section === "signals" ? meanings(value) : value;
    else collected[section] = { ...collected[section] as object, [name]: value };
  }
  return collected;
}

/** `SIGHUP=reload,SIGUSR2=ignore` as an object. */
function meanings(value: string): Record<string, string> {
  const parts = value.split(",").filter((part) => part.trim() !== "");
  return Object.fromEntries(parts.map((part) => {
    const [signal = "", meaning = ""] = part.split("=");
    return [signal.trim(), meaning.trim()];
  }));
}
