import type { Command } from "commander";
import { readFileSync } from "node:fs";
import { EXIT } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { paintFor } from "../paint.ts";
import { widthOf, type World } from "../world.ts";
import type { Context } from "./command.ts";
import { checkOutputs, writeOutput } from "./output-file.ts";

interface ReportFlags {
  readonly html?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
  $ quiesce verify --out result.json -- node server.js
  $ quiesce report result.json --html shutdown.html
  $ quiesce report - < report.json

  A library report is what lifecycle.shutdown() settles with, as JSON.
`;

/** `quiesce report`: renders what was stored. */
export function addReport(program: Command, context: Context): void {
  program.command("report")
    .summary("render a stored result, or a report of the library")
    .description(
      "Renders a stored result of verify, or a report of the library: as text, or as a page.",
    )
    .argument("<file>", 'what "verify --out" has kept, or a report as JSON; "-" is standard input')
    .option("--html <file>", "draw the picture: one page that needs nothing else")
    .option("--json", "what was read, checked, on stdout as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, flags: ReportFlags) => {
      checkOutputs(flags.html);
      await render(file, flags, context.world);
      context.end(EXIT.passed);
    });
}

async function render(file: string, flags: ReportFlags, world: World): Promise<void> {
  const { stdout } = world;
  const { readStored } = await import("../stored/mod.ts");
  const name = file === "-" ? "standard input" : `"${file}"`;
  const stored = readStored(await textOf(file, world), name);
  if (flags.html !== undefined) {
    const { pictureOf } = await import("../../picture/mod.ts");
    writeOutput(flags.html, pictureOf(stored));
  }
  if (flags.json) return void stdout.write(`${JSON.stringify(stored)}\n`);
  const setting = { width: widthOf(stdout), paint: paintFor(stdout, world) };
  const { verificationText } = await import("../text/verification.ts");
  const { reportText } = await import("../text/report.ts");
  stdout.write(
    "scenarios" in stored ? verificationText(stored, setting) : reportText(stored, setting),
  );
  if (flags.html !== undefined) stdout.write(`Picture: ${flags.html}\n`);
}

async function textOf(file: string, world: World): Promise<string> {
  if (file === "-") return await world.readInput();
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const state = code === "ENOENT" ? "there is no such file" : code;
    throw new Failure("INPUT", `Cannot read "${file}": ${state}`);
  }
}
