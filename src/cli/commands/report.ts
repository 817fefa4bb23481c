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
  readonly quantile?: string;
  readonly service?: string;
}

interface Input {
  readonly name: string;
  readonly text: string;
}

const EXAMPLES = `
  $ quiesce verify --out result.json -- node server.js
  $ quiesce report result.json --html shutdown.html
  $ quiesce report - < report.json
  $ quiesce report audit.log
  $ quiesce report monday.json tuesday.json --quantile 0.9

  A library report is what lifecycle.shutdown() settles with, as JSON.
  Of several, or of an audit log, the times are compared: what each hook needs, and the whole.
`;

/** `quiesce report`: renders what was stored, or compares several shutdowns. */
export function addReport(program: Command, context: Context): void {
  program.command("report")
    .summary("render a stored result, or a report of the library")
    .description(
      "Renders a stored result of verify, or a report of the library: as text, or as a page. " +
        "Of several reports, or of an audit log, it tells what time each hook needs.",
    )
    .argument(
      "<file...>",
      'what "verify --out" has kept, reports as JSON, or an audit log; "-" is standard input',
    )
    .option("--html <file>", "draw the picture: one page that needs nothing else")
    .option("--json", "what was read, checked, or what is suggested, on stdout as JSON")
    .option("--quantile <share>", "of several: how many shutdowns should end in time", "0.99")
    .option("--service <name>", "of several: only those of this service")
    .addHelpText("after", EXAMPLES)
    .action(async (files: readonly string[], flags: ReportFlags) => {
      checkOutputs(flags.html);
      await show(files, flags, context.world);
      context.end(EXIT.passed);
    });
}

async function show(files: readonly string[], flags: ReportFlags, world: World): Promise<void> {
  const { isHistory } = await import("../stored/history.ts");
  const inputs: Input[] = [];
  for (const file of files) {
    const name = file === "-" ? "standard input" : `"${file}"`;
    inputs.push({ name, text: await textOf(file, world) });
  }
  const [only, ...others] = inputs;
  const isSeveral = others.length > 0 || flags.service !== undefined;
  if (!only || isSeveral || isHistory(only.text)) await compare(inputs, flags, world);
  else await render(only, flags, world);
}

async function compare(
  inputs: readonly Input[],
  flags: ReportFlags,
  world: World,
): Promise<void> {
  if (flags.html !== undefined) {
    throw new Failure("USAGE", "Cannot draw several shutdowns: --html takes one report or result");
  }
  const quantile = quantileOf(flags.quantile ?? "");
  const { ofService, readHistory } = await import("../stored/history.ts");
  const histories = inputs.map(({ text, name }) => readHistory(text, name));
  const all = histories.flatMap(({ shutdowns }) => shutdowns);
  const history = {
    shutdowns: flags.service === undefined ? all : ofService(all, flags.service),
    passedOver: histories.reduce((sum, { passedOver }) => sum + passedOver, 0),
  };
  const { suggestTimeouts } = await import("../../config/mod.ts");
  const suggestions = suggestTimeouts(history.shutdowns, { quantile });
  const { stdout } = world;
  if (flags.json) return void stdout.write(`${JSON.stringify(suggestions)}\n`);
  const setting = { width: widthOf(stdout), paint: paintFor(stdout, world) };
  const { suggestionsText } = await import("../text/suggestions.ts");
  stdout.write(suggestionsText(history, suggestions, quantile, setting));
}

function quantileOf(given: string): number {
  const quantile = Number(given);
  if (quantile > 0 && quantile < 1) return quantile;
  const expected = "a number above 0 and below 1, such as 0.99";
  throw new Failure("USAGE", `Cannot read --quantile "${given}": expected ${expected}`);
}

async function render({ name, text }: Input, flags: ReportFlags, world: World): Promise<void> {
  const { stdout } = world;
  const { readStored } = await import("../stored/mod.ts");
  const stored = readStored(text, name);
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
