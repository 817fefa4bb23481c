import type { Command } from "commander";
import type { Budget, CheckResult, Level, Rule } from "../../manifest/mod.ts";
import { VERSION } from "../../verify/mod.ts";
import { EXIT } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { paintFor } from "../paint.ts";
import { checkText, rulesText } from "../text/check.ts";
import { widthOf, type World } from "../world.ts";
import { manifestFiles, readText } from "./check-files.ts";
import type { Context } from "./command.ts";
import { toList } from "./verify-options.ts";

interface CheckFlags {
  readonly budget?: readonly string[];
  readonly dockerfile?: readonly string[];
  readonly ignore?: readonly string[];
  readonly level?: string;
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly rules?: boolean;
}

const EXAMPLES = `
  $ quiesce check deploy/ Dockerfile compose.yaml
  $ kubectl kustomize . | quiesce check -
  $ helm template . | quiesce check - --budget budget.json --sarif > result.sarif

  A budget is what describe(life) of quiesce/kubernetes returns, as JSON. By its
  service it finds the workload that it belongs to.

Exit codes:
  0              nothing was found
  1              something was found
  2              the options or a file are wrong, or nothing is there to be checked
`;

/** `quiesce check`: looks at manifests for what keeps a service from ending well. */
export function addCheck(program: Command, context: Context): void {
  program.command("check")
    .summary("look at manifests for what keeps a service from ending well")
    .description(
      "Looks at manifests of Kubernetes and Knative, compose files and Dockerfiles for signals\n" +
        "that do not arrive, time that is not there and probes that say the wrong thing.",
    )
    .argument("[paths...]", 'files and folders; "-" is standard input')
    .option("--budget <file>", "what the service says of its own end (again and again)", toList)
    .option("--dockerfile <file>", "a Dockerfile of another name (again and again)", toList)
    .option("--ignore <rule>", "a rule that is not asked (again and again)", toList)
    .option("--level <level>", "the least that is told: warning or error", "warning")
    .option("--rules", "tell each rule with its reason and sources")
    .option("--json", "the result on stdout as JSON")
    .option("--sarif", "the result on stdout as SARIF 2.1.0")
    .addHelpText("after", EXAMPLES)
    .action(async (paths: readonly string[], flags: CheckFlags) => {
      context.end(await run(paths, flags, context.world));
    });
}

async function run(
  paths: readonly string[],
  flags: CheckFlags,
  world: World,
): Promise<number> {
  const { RULES, checkManifests } = await import("../../manifest/mod.ts");
  if (flags.rules) return tellRules(RULES, flags, world);
  const { dockerfile: dockerfiles = [], ignore: ignored = [] } = flags;
  ignored.forEach((id) => checkRule(id, RULES.map((rule) => rule.id)));
  const level = levelOf(flags.level);
  const budgets = await Promise.all((flags.budget ?? []).map(budgetIn));
  if (paths.length + dockerfiles.length === 0) {
    throw new Failure("USAGE", 'Cannot check: no file is given; "-" is standard input');
  }
  const files = await manifestFiles({ paths, dockerfiles }, world);
  const result = checkManifests(files, { budgets, ignored, level });
  if (result.checked.length + result.unread.length === 0) {
    const known = "a workload of Kubernetes, a compose file or a Dockerfile";
    throw new Failure("INPUT", `Cannot check: expected ${known}, got none`);
  }
  await tell(result, flags, world);
  if (result.unread.length > 0) return EXIT.usage;
  return result.findings.length > 0 ? EXIT.failed : EXIT.passed;
}

async function tell(result: CheckResult, flags: CheckFlags, world: World): Promise<void> {
  const { stdout } = world;
  const tool = { name: "quiesce", version: VERSION };
  if (flags.sarif) {
    const { sarifOf } = await import("../../manifest/mod.ts");
    return void stdout.write(`${JSON.stringify(sarifOf(result, tool))}\n`);
  }
  if (flags.json) return void stdout.write(`${JSON.stringify({ ...result, tool })}\n`);
  stdout.write(checkText(result, settingOf(world)));
}

async function budgetIn(file: string): Promise<Budget> {
  const { readBudget } = await import("../../manifest/mod.ts");
  const read = readBudget(readText(file));
  if ("budget" in read) return read.budget;
  throw new Failure("INPUT", `Cannot read the budget "${file}": ${read.problem}`);
}

function levelOf(given: string | undefined): Level {
  if (given === "warning" || given === "error") return given;
  throw new Failure("USAGE", `Cannot read --level "${given}": expected warning or error`);
}

function checkRule(id: string, ids: readonly string[]): void {
  if (ids.includes(id)) return;
  throw new Failure("USAGE", `Cannot ignore "${id}": there is no such rule; see --rules`);
}

function tellRules(rules: readonly Rule[], { json }: CheckFlags, world: World): number {
  const listed = rules.map(({ id, level, otherwise, title, why, sources }) => ({
    id,
    level,
    otherwise,
    title,
    why,
    sources,
  }));
  world.stdout.write(json ? `${JSON.stringify(listed)}\n` : rulesText(rules, settingOf(world)));
  return EXIT.passed;
}

function settingOf(world: World): Parameters<typeof checkText>[1] {
  return { width: widthOf(world.stdout), paint: paintFor(world.stdout, world) };
}
