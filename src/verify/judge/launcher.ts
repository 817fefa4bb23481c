/** A program that starts other programs, and is often taken for the service. */
interface Launcher {
  readonly name: string;
  readonly looks: RegExp;
  readonly advice: string;
}

const PROGRAM = String.raw`^(?:\S*\/)?`;
const DIRECTLY =
  'Start the server itself instead, as in `node server.js`: in a Dockerfile with CMD in its exec form, CMD ["node", "server.js"].';

const UNKNOWN =
  `Let it pass every signal on, wait for what it started, and end with the same code; or leave it out. ${DIRECTLY}`;
const SHELL = "a shell";

const LAUNCHERS: readonly Launcher[] = [
  ...["npm", "npx", "pnpm", "pnpx", "yarn"].map((name) => ({
    name,
    // Started by its own file, or under the title that it gives itself.
    looks: new RegExp(`${PROGRAM}(?:node \\S*\\/)?${name}(?:-cli)?(?:\\.c?js)?(?: |$)`),
    advice: `${name} starts a script by a shell. ${DIRECTLY}`,
  })),
  {
    name: SHELL,
    looks: new RegExp(`${PROGRAM}(?:ba|da|z|k|a)?sh(?: |$)`),
    advice:
      "A shell passes no signal on. Write `exec` before the last command of the script, so that the server takes its place; in a Dockerfile use CMD in its exec form.",
  },
  {
    name: "bun run",
    looks: new RegExp(`${PROGRAM}bun run `),
    advice: `bun run starts a script of package.json in another process. ${DIRECTLY}`,
  },
  {
    name: "deno task",
    looks: new RegExp(`${PROGRAM}deno task `),
    advice: `deno task starts another process. ${DIRECTLY}`,
  },
  {
    name: "node --run",
    looks: new RegExp(`${PROGRAM}node .*--run\\b`),
    advice: `node --run starts a shell. ${DIRECTLY}`,
  },
  {
    name: "a watcher",
    looks: /--watch\b|\bnodemon\b|\btsx watch\b/,
    advice: `A watcher is there to develop with. ${DIRECTLY}`,
  },
];

/** Who is to blame for what happened to a signal or a code, and what to do about it. */
export interface Culprit {
  readonly name: string;
  readonly advice: string;
}

/**
 * Names a command of the chain that leads to the server. A shell that a package manager has started
 * for a script is that one's: nobody else can leave it out.
 */
export function culpritOf(command: string, chain: readonly string[] = []): Culprit {
  const known = launcherOf(command);
  const above = launcherOf(chain[chain.indexOf(command) - 1] ?? "");
  if (known?.name === SHELL && above) {
    return { name: `${above.name}, by the shell of its script (${command})`, advice: above.advice };
  }
  return { name: known ? `${known.name} (${command})` : command, advice: known?.advice ?? UNKNOWN };
}

function launcherOf(command: string): Launcher | undefined {
  return LAUNCHERS.find(({ looks }) => looks.test(command));
}
