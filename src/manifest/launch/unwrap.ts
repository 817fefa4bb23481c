/** Programs that become, or hand every signal to, the program behind them; with their options that take a value. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  "catatonit": /^-[gP]$/,
  "corepack": /^$/,
  "docker-init": /^-[pe]$/,
  "dumb-init": /^(-r|--rewrite)$/,
  "env": /^(-u|-C|--unset|--chdir)$/,
  "exec": /^-a$/,
  "nice": /^-n$/,
  "nohup": /^$/,
  "stdbuf": /^-[ioe]$/,
  "tini": /^-[pe]$/,
  "tini-static": /^-[pe]$/,
};

/** The same, with a user before the program. */
const USER_WRAPPERS: readonly string[] = ["gosu", "su-exec", "setpriv", "chpst"];

/** Programs that bring secrets or settings to the program behind `--`. */
const BRINGERS: readonly string[] = [
  "chamber",
  "doppler",
  "dotenv",
  "dotenvx",
  "infisical",
  "op",
];

/** Programs that are made to be the first process of a container. */
const INITS: readonly string[] = [
  "catatonit",
  "docker-init",
  "dumb-init",
  "s6-svscan",
  "supervisord",
  "tini",
  "tini-static",
];

/** What is really started: the words behind programs that only lead to it. */
export function unwrapped(words: readonly string[]): readonly string[] {
  const [first = ""] = words;
  if (isAssignment(first)) return unwrapped(words.slice(1));
  const name = baseName(first);
  // The scripts of official images end with `exec "$@"`.
  if (/entrypoint(\.sh)?$/.test(name) && words.length > 1) return unwrapped(words.slice(1));
  if (USER_WRAPPERS.includes(name)) return unwrapped(behindOptions(words.slice(1), /^$/).slice(1));
  const bringsTo = BRINGERS.includes(name) ? words.indexOf("--") : -1;
  if (bringsTo > 0) return unwrapped(words.slice(bringsTo + 1));
  const valued = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  return valued ? unwrapped(behindOptions(words.slice(1), valued)) : words;
}

/** Whether the first of these programs is made to be the first process of a container. */
export function hasInit([first = ""]: readonly string[]): boolean {
  return INITS.includes(baseName(first)) || first === "/init";
}

/** `node` of `/usr/local/bin/node`. */
export function baseName(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1);
}

function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word);
}

function behindOptions(words: readonly string[], valued: RegExp): readonly string[] {
  const [first = ""] = words;
  if (first === "--") return words.slice(1);
  if (!first.startsWith("-")) return words;
  return behindOptions(words.slice(valued.test(first) ? 2 : 1), valued);
}
