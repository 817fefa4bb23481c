/**
 * The command line.
 *
 * @module
 */
import { Command, CommanderError } from "commander";
import { VERSION } from "../verify/mod.ts";
import type { Context } from "./commands/command.ts";
import { COMMANDS } from "./commands/mod.ts";
import { EXIT, EXIT_CODES } from "./exit-code.ts";
import { Failure, failureOf } from "./failure.ts";
import { ownWords } from "./own-words.ts";
import { printable } from "./text/printable.ts";
import type { World } from "./world.ts";

export type { World } from "./world.ts";

/** Does what the words of a command line say; returns the exit code. Never rejects. */
export async function main(words: readonly string[], world: World): Promise<number> {
  let exitCode = 0;
  const program = programFor({ world, words, end: (code) => exitCode = code });
  if (words.length === 0) {
    program.outputHelp();
    return EXIT.usage;
  }
  try {
    await program.parseAsync([...words], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return tell(error instanceof CommanderError ? usageFailure(error) : error, words, world);
  }
}

function programFor(context: Context): Command {
  const { stdout } = context.world;
  const program = new Command("quiesce")
    .description("Ends processes well, and shows how others end.")
    .version(VERSION, "-v, --version", "tell the version")
    .helpOption("-h, --help", "tell how it is used")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      // Told by us, as text or as JSON.
      writeErr: () => {},
      getOutHelpWidth: () => 100,
    })
    .addHelpText("after", HELP);
  for (const add of COMMANDS) add(program, context);
  return program;
}

const HELP = `
First use, in the folder of a service that listens on the port in PORT:
  $ quiesce verify -- node server.js

Then name what was not found by itself, so that more can be judged:
  $ quiesce verify --help

Exit codes:
${EXIT_CODES.map(([code, meaning]) => `  ${code.padEnd(14)} ${meaning}`).join("\n")}

Those of check are its own: quiesce check --help

With --json, an error is { "error": { "code", "message" } } on stdout.
`;

function usageFailure({ code, message }: CommanderError): Failure {
  // What "help" throws for the name of a command that is not known.
  if (code === "commander.help") return new Failure("USAGE", NO_SUCH_HELP);
  const state = message.replace(/^error: /, "").replaceAll(/\s+/g, " ").replace(/\.$/, "");
  return new Failure("USAGE", `Cannot read the command line: ${state}; --help tells what is known`);
}

const NO_SUCH_HELP = "Cannot help: there is no such command; --help tells what is known";

function tell(error: unknown, words: readonly string[], { stdout, stderr }: World): number {
  const { code, message, exitCode } = failureOf(error);
  if (ownWords(words).includes("--json")) {
    stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  } else stderr.write(`${printable(message)}\n`);
  return exitCode;
}
