import { type Launcher, launcherIn } from "./launcher.ts";
import { type ShellCall, shellCallOf } from "./shell-call.ts";
import { commandsOf, type ShellCommand } from "./shell-script.ts";
import type { SystemShell } from "./system-shell.ts";
import { baseName, unwrapped } from "./unwrap.ts";

/** What stands between the signal and the program. */
export type Obstacle = Launcher | Shell;

/** A shell that stays the parent of the program. */
export interface Shell {
  readonly kind: "shell";
  /** `sh`. */
  readonly name: string;
  readonly script: string;
  /** What stands before the script, the shell and its options included; `undefined` within another script. */
  readonly before: readonly string[] | undefined;
  /** What stands before the shell. */
  readonly wrappers: readonly string[];
  /** The program that hears nothing: `node`. */
  readonly program: string;
  /** The script with an `exec`, where that is enough. */
  readonly better: string | undefined;
  /** Whether a program is left in the background. */
  readonly hasBackground: boolean;
  /** Whether every shell of that name stays, and no matter of which version. */
  readonly isSure: boolean;
}

const MOST_DEPTH = 5;

/** What stands between the signal and the program that these words start, if anything. */
export function obstacleIn(
  words: readonly string[],
  sh?: SystemShell,
  depth = 0,
): Obstacle | undefined {
  const real = unwrapped(words);
  const launcher = launcherIn(real, sh);
  if (launcher || depth === MOST_DEPTH) return launcher;
  const call = shellCallOf(real);
  if (!call) return undefined;
  const wrappers = words.slice(0, words.length - real.length);
  return obstacleOfScript({ ...call, wrappers, sh, depth });
}

interface Script extends ShellCall {
  readonly wrappers: readonly string[];
  readonly sh: SystemShell;
  readonly depth: number;
}

function obstacleOfScript(script: Script): Obstacle | undefined {
  const commands = commandsOf(script.script);
  // Who sets a trap has thought of signals.
  if (commands.some(({ words }) => words[0] === "trap")) return undefined;
  const daemon = commands.map(({ words }) => launcherIn(unwrapped(words), script.sh))
    .find((launcher) => launcher?.program === "pm2");
  const last = commands.findLast(({ words }) => execIn(words) >= 0) ?? commands.at(-1);
  if (daemon || !last) return daemon;
  const at = execIn(last.words);
  const inner = obstacleIn(last.words.slice(at + 1), script.sh, script.depth + 1);
  if (inner) return inner;
  return at < 0 ? staying(script, commands, last) : leftBehind(script, commands, last);
}

/** Words of a shell that may stand before an `exec`. */
const BEFORE_EXEC = /^(then|else|do|eval|\{|\(|!|[A-Za-z_]\w*=.*)$/;

/** Where a command says that the shell is to become what follows: `then exec node`, not `bundle exec`. */
function execIn(words: readonly string[]): number {
  const at = words.findIndex((word) => !BEFORE_EXEC.test(word));
  return words[at] === "exec" ? at : -1;
}

function staying(
  script: Script,
  commands: readonly ShellCommand[],
  last: ShellCommand,
): Shell | undefined {
  const hasBackground = commands.some(({ operator }) => operator === "&");
  const isPiped = commands.some(({ operator }) => operator === "|" || operator === "|&");
  const isPlain = !hasBackground && !isPiped && isProgram(last.words);
  const isRedirected = last.words.some((word) => /^(\d*|&)[<>]/.test(word));
  // Bash becomes the program when there is only one to start.
  if (script.name === "bash" && commands.length === 1 && isPlain && !isRedirected) return undefined;
  const isElse = commands.at(commands.indexOf(last) - 1)?.operator === "||" && commands.length > 1;
  const isControl = CONTROL.test(last.words[0] ?? "");
  const isSure = hasBackground || isPiped || staysAlways(script) ||
    (script.name === "bash" ? isRedirected || isControl : false) ||
    !isControl && !isProgram(last.words);
  const better = isPlain && !isElse ? withExec(script.script, last) : undefined;
  return shellOf(script, { program: baseName(last.words[0] ?? ""), better, hasBackground, isSure });
}

/** A program in the background hears nothing, whatever the shell becomes. */
function leftBehind(
  script: Script,
  commands: readonly ShellCommand[],
  last: ShellCommand,
): Shell | undefined {
  const left = commands.slice(0, commands.indexOf(last)).find(({ operator }) => operator === "&");
  if (!left) return undefined;
  const program = baseName(unwrapped(left.words)[0] ?? "");
  return shellOf(script, {
    program,
    better: undefined,
    hasBackground: true,
    isSure: isRuntime(program),
  });
}

function shellOf(
  { name, script, words, wrappers, depth }: Script,
  found: Pick<Shell, "program" | "better" | "hasBackground" | "isSure">,
): Shell {
  const before = depth === 0 ? [...wrappers, ...words] : undefined;
  return { kind: "shell", name, script, before, wrappers, ...found };
}

/** Bash and BusyBox become the last program of a script, of some versions; dash never does. */
function staysAlways({ name, sh }: Script): boolean {
  return name === "dash" || name === "sh" && sh === "dash";
}

/** What makes one command of several, of which a shell may become the last. */
const CONTROL = /^(if|then|else|elif|fi|case|esac|[{}()].*)$/;

const BUILT_IN =
  /^(wait|for|while|until|do|done|eval|source|\.|cd|export|set|unset|ulimit|umask|true|false|:|echo|exit|!|\[.*)$/;

/** Whether a shell starts a program for it, and does nothing of it itself. */
export function isProgram([first = ""]: readonly string[]): boolean {
  return !CONTROL.test(first) && !BUILT_IN.test(first);
}

function withExec(script: string, { words: [first = ""], start }: ShellCommand): string {
  const exec = /^[A-Za-z_]\w*=/.test(first) ? "exec env" : "exec";
  return `${script.slice(0, start)}${exec} ${script.slice(start)}`;
}

/** Whether it is one of the runtimes, that is: a service of ours. */
export function isRuntime(program: string): boolean {
  return /^(node|deno|bun)$/.test(program);
}
