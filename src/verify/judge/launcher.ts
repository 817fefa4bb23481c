/** A program that starts other programs, and is often taken for the service. */
interface Launcher {
  readonly name: string;
  readonly looks: RegExp;
  readonly advice: string;
}

const PROGRAM = String.raw`^(?:\S*\/)?`;
const DIRECTLY =
  'Start the server itself instead, as in `node server.js`: in a Dockerfile with CMD in its exec form, CMD ["node", "server.js"].';

const LAUNCHERS: readonly Launcher[] = [
  ...["npm", "npx", "pnpm", "pnpx", "yarn"].map((name) => ({
    name,
    // Started by its own file, or under the title that it gives itself.
    looks: new RegExp(`${PROGRAM}(?:node \\S*\\/)?${name}(?:-cli)?(?:\\.c?js)?(?: |$)`),
    advice: `${name} is there to develop with. ${DIRECTLY}`,
  })),
  {
    name: "a shell",
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

/** What a command that started the server is known as: `npm`, `a shell`; else its first words. */
export function launcherName(command: string): string {
  const known = LAUNCHERS.find(({ looks }) => looks.test(command));
  return known ? `${known.name} (${command})` : command;
}

/** What to do about a command that stands between the platform and the server. */
export function launcherAdvice(command: string): string {
  const known = LAUNCHERS.find(({ looks }) => looks.test(command));
  return known?.advice ??
    `Let it pass every signal on, wait for what it started, and end with the same code; or leave it out. ${DIRECTLY}`;
}
