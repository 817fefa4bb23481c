import type { SystemShell } from "./system-shell.ts";
import { baseName } from "./unwrap.ts";

/** A program that starts the service and does not hand the signal on, or not always. */
export interface Launcher {
  readonly kind: "launcher";
  /** `npm`. */
  readonly program: string;
  /** What it starts, as far as it says: `start`. */
  readonly target: string;
  /** `npm start`. */
  readonly name: string;
  /** What it does with the signal. */
  readonly effect: string;
  /** Whether that was seen, and is no matter of its version. */
  readonly isSure: boolean;
}

const LOSES = "ends at the signal and leaves the service behind, which is then killed";
const DEPENDS = "hands the signal on in some versions only, and may end before the service does";
const WATCHES = "starts the service again while it is written, and is not made to end it well";
const DEMON = "starts the service as a daemon and ends: no signal of the container reaches it";
const KILLS = "stays between, and kills what it has started two seconds after the signal";

/** What these words start the service with, unless they start it themselves. */
export function launcherIn(words: readonly string[], sh?: SystemShell): Launcher | undefined {
  const [program = "", ...rest] = words;
  const name = baseName(program);
  const [first = ""] = rest.filter((word) => !word.startsWith("-"));
  const [effect, isSure = true] = effectOf(name, first, rest, sh) ?? [];
  if (effect === undefined) return undefined;
  const told = `${name} ${rest.join(" ")}`;
  return {
    kind: "launcher",
    program: name,
    target: first,
    name: told.length > 40 ? `${told.slice(0, 39)}…` : told,
    effect,
    isSure,
  };
}

type Effect = readonly [effect: string, isSure?: boolean];

function effectOf(
  name: string,
  first: string,
  rest: readonly string[],
  sh: SystemShell,
): Effect | undefined {
  const isRun = first !== "" && !isSetUp(first);
  if (name === "npm" || name === "npx") return isRun ? [LOSES] : undefined;
  if (/^(yarn|yarnpkg|pnpm|pnpx)$/.test(name)) return isRun ? [DEPENDS, false] : undefined;
  if (name === "node" && rest.includes("--run")) return [LOSES];
  if (name === "deno" && rest.includes("--watch")) {
    return ["ends the service at the signal, but stays alive itself until it is killed"];
  }
  const isWatcher = /^(nodemon|ts-node-dev|tsnd)$/.test(name) ||
    name === "tsx" && first === "watch";
  if (isWatcher) return [WATCHES, false];
  if (name === "pm2" && first === "start" && !rest.includes("--no-daemon")) return [DEMON];
  // That of BusyBox becomes the program.
  const isUser = name === "su" && rest.includes("-c") || name === "runuser";
  return isUser && sh !== "ash" ? [KILLS, sh === "dash"] : undefined;
}

/** What installs, and serves nobody. */
function isSetUp(subcommand: string): boolean {
  return /^(add|audit|build|cache|ci|config|i|install|ls|prune|rebuild|version)$/.test(subcommand);
}
