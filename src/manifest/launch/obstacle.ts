import { commandsOf, type ShellCommand } from "./shell-script.ts";
import { type ShellCall, shellCallOf } from "./shell-call.ts";
import { baseName, unwrapped } from "./unwrap.ts";

/** What stands between the signal and the program. */
export type Obstacle = Launcher | Shell;

/** A program that starts the service and does not hand the signal on, or not always. */
export interface Launcher {
  readonly kind: "launcher";
  /** `npm start`. */
  readonly name: string;
  /** What it does with the signal. */
  readonly effect: string;
  /** Whether that was seen, and is no matter of its version. */
  readonly isSure: boolean;
}

/** A shell that stays the parent of the program. */
export interface Shell {
  readonly kind: "shell";
  /** `sh`. */
  readonly name: string;
  readonly script: string;
  /** The last program that it starts: `node`. */
  readonly program: string;
  /** The script with an `exec`, where that is enough. */
  readonly better: string | undefined;
  /** Whether a program is left in the background. */
  readonly hasBackground: boolean;
}

const MOST_DEPTH = 5;

/** What stands between the signal and the program that these words start, if anything. */
export function obstacleIn(words: readonly string[], depth = 0): Obstacle | undefined {
  const real = unwrapped(words);
  const launcher = launcherIn(real);
  if (launcher || depth === MOST_DEPTH) return launcher;
  const call = shellCallOf(real);
  return call && obstacleOfScript(call, depth);
}

function obstacleOfScript(call: ShellCall, depth: number): Obstacle | undefined {
  const commands = commandsOf(call.script);
  // Who sets a trap has thought of signals.
  if (commands.some(({ words }) => words[0] === "trap")) return undefined;
  const last = commands.findLast(({ words }) => execIn(words) >= 0) ?? commands.at(-1);
  if (!last) return undefined;
  const at = execIn(last.words);
  const inner = obstacleIn(last.words.slice(at + 1), depth + 1);
  if (inner || at >= 0) return inner;
  // Bash becomes the program when there is only one to start.
  if (call.name === "bash" && commands.length === 1 && last.operator === "") return undefined;
  return shellWith(call, commands, last);
}

/** Where a command says that the shell is to become what follows: `then exec node`, not `bundle exec`. */
function execIn(words: readonly string[]): number {
  const at = words.findIndex((word) => !/^(then|else|do|\{|\(|!|[A-Za-z_]\w*=.*)$/.test(word));
  return words[at] === "exec" ? at : -1;
}

function shellWith(
  { name, script }: ShellCall,
  commands: readonly ShellCommand[],
  last: ShellCommand,
): Shell {
  const hasBackground = commands.some(({ operator }) => operator === "&");
  const program = baseName(last.words[0] ?? "");
  const isBuiltIn = /^(wait|fi|done|esac|\}|true|:|echo|exit|sleep)$/.test(program);
  const isPiped = commands.some(({ operator }) => operator === "|" || operator === "|&");
  const better = hasBackground || isBuiltIn || isPiped
    ? undefined
    : `${script.slice(0, last.start)}exec ${script.slice(last.start)}`;
  return { kind: "shell", name, script, program, better, hasBackground };
}

const LOSES = "ends at the signal and leaves the service behind, which is then killed";
const DEPENDS = "hands the signal on in some versions only, and may end before the service does";

function launcherIn(words: readonly string[]): Launcher | undefined {
  const [program = "", ...rest] = words;
  const name = baseName(program);
  const told = `${name} ${rest.join(" ")}`;
  const [first = ""] = rest.filter((word) => !word.startsWith("-"));
  const launcher = (effect: string, isSure = true): Launcher => ({
    kind: "launcher",
    name: told.length > 40 ? `${told.slice(0, 39)}…` : told,
    effect,
    isSure,
  });
  if (name === "npm" || name === "npx") return isSetUp(first) ? undefined : launcher(LOSES);
  if (/^(yarn|yarnpkg|pnpm|pnpx)$/.test(name)) {
    return isSetUp(first) ? undefined : launcher(DEPENDS, false);
  }
  if (name === "node" && rest.includes("--run")) return launcher(LOSES);
  if (name === "deno" && rest.includes("--watch")) {
    return launcher("ends the service at the signal, but stays alive itself until it is killed");
  }
  return undefined;
}

/** What installs, and serves nobody. */
function isSetUp(subcommand: string): boolean {
  return /^(add|audit|build|cache|ci|config|i|install|ls|prune|rebuild|version)$/.test(subcommand);
}
