import type { Command } from "commander";
import type { Plan, VerifyResult } from "../../verify/mod.ts";
import { EXIT } from "../exit-code.ts";
import { Failure, failureOf } from "../failure.ts";
import { interruption } from "../interruption.ts";
import { paintFor } from "../paint.ts";
import { showProgress } from "../progress/mod.ts";
import { verificationText } from "../text/verification.ts";
import { widthOf, type World } from "../world.ts";
import type { Context } from "./command.ts";
import { checkOutputs, writeOutput } from "./output-file.ts";
import { listed, scenarioList, scenariosByGroup, VERIFY_EXAMPLES } from "./verify-help.ts";
import {
  planOf,
  toCount,
  toDependency,
  toDuration,
  toList,
  toRoutes,
  toVariables,
  type VerifyFlags,
} from "./verify-options.ts";

/** `quiesce verify`: shows how a service ends. */
export function addVerify(program: Command, context: Context): void {
  const { world } = context;
  const command = program.command("verify")
    .summary("show how a service ends: what is lost, what hangs, and why")
    .description(
      "Starts a command that serves HTTP, again and again; puts it under load, signals it,\n" +
        "and says from outside what was lost, what hung, and why. In any language.",
    )
    .usage("[options] -- command [arguments...]")
    .argument("[command...]", "what starts the service")
    // What stands behind the command belongs to it, with and without "--".
    .passThroughOptions();
  addPlanOptions(command);
  addOutputOptions(command);
  command.addHelpText("after", VERIFY_EXAMPLES)
    .addHelpText("after", () => scenariosByGroup(widthOf(world.stdout)))
    .action(async (words: readonly string[], flags: VerifyFlags) => {
      if (!context.words.includes("--")) refuseOurs(words, command);
      context.end(await run(words, flags, world));
    });
}

/** Refuses an option of ours behind the command, which would get it. */
function refuseOurs(words: readonly string[], { options }: Command): void {
  const names = words.map((word) => word.replace(/=.*$/, ""));
  const ours = names.find((name) => options.some(({ long }) => long === name));
  if (ours === undefined) return;
  throw new Failure(
    "USAGE",
    `Cannot tell whose option "${ours}" is: it stands behind the command; ` +
      "put -- before the command, behind the options of quiesce and before those of the service",
  );
}

function addPlanOptions(command: Command): void {
  command
    .option("--plan <file>", "a plan in YAML or JSON; options win over it")
    .option("--url <url>", "where the service answers (default: a free port, by PORT and {port})")
    .option("--signal <name>", "the signal that ends it (default: SIGTERM)")
    .option(
      "--grace <time>",
      "from the signal to the platform's kill (default: 10s)",
      toDuration("--grace"),
    )
    .option(
      "--delay <time>",
      "how long it says it serves on after the signal (default: 0s)",
      toDuration("--delay"),
    )
    .option(
      "--start-timeout <time>",
      "how long its start may take (default: 15s)",
      toDuration("--start-timeout"),
    )
    .option("--rounds <n>", "how often each scenario is run (default: 1)", toCount("--rounds"))
    .option("--jobs <n>", "how many at the same time (default: up to 4)", toCount("--jobs"))
    .option("--route <kind=path>", "where a kind of route is, or kind=none; repeatable", toRoutes)
    .option("--scenario <id>", "only this one; repeatable", toList)
    .option("--skip <id>", "not this one; repeatable", toList)
    .option(
      "--dependency <variable>",
      "names or sets (=host:port) what it depends on",
      toDependency,
    )
    .option("--last-line <regex>", "what its last line on stdout looks like when all is cleaned up")
    .option("--env <name=value>", "added to its environment; repeatable", toVariables);
}

function addOutputOptions(command: Command): void {
  command
    .option("--out <file>", "keep the result as JSON")
    .option("--html <file>", "draw the picture: one page that needs nothing else")
    .option("--json", "the result, and nothing else, on stdout as JSON")
    .option("--strict", "what is weak or could not be judged fails, too")
    .option("--list", "tell the scenarios with what each promises and needs")
    .option("--print-plan", "look which routes answer, print the plan, and run nothing");
}

async function run(words: readonly string[], flags: VerifyFlags, world: World): Promise<number> {
  if (flags.list) return list(flags, world);
  checkOutputs(flags.out, flags.html);
  const plan = planOf(words, flags);
  if (!plan.command) throw noCommand();
  try {
    // SAFETY: the line above has seen to the command.
    const result = await watched(plan as Plan, flags, world);
    if (!result) return EXIT.passed;
    await hand(result, flags, world);
    return exitCodeOf(result, flags.strict ?? false);
  } catch (error) {
    const { Interrupted } = await import("../../verify/mod.ts");
    if (!(error instanceof Interrupted)) throw error;
    await hand(error.result, flags, world);
    const { message, exitCode } = failureOf(error.cause);
    world.stderr.write(`${message}\n`);
    return exitCode;
  }
}

function noCommand(): Failure {
  return new Failure(
    "USAGE",
    "Cannot verify: no command is given; write it behind --, as in quiesce verify -- node server.js",
  );
}

function list(flags: VerifyFlags, { stdout }: World): number {
  const text = flags.json ? JSON.stringify(listed(), null, 2) : scenarioList(widthOf(stdout));
  stdout.write(`${text}\n`);
  return EXIT.passed;
}

/** Runs what was asked for, and shows how it goes; nothing comes of it when only the plan is asked for. */
async function watched(
  plan: Plan,
  flags: VerifyFlags,
  world: World,
): Promise<VerifyResult | undefined> {
  const { planData, planText, prepare, verify } = await import("../../verify/mod.ts");
  const { signal, release } = interruption();
  const live = showProgress(world);
  try {
    if (!flags.printPlan) return await verify(plan, { signal, onProgress: live.onProgress });
    const prepared = await prepare(plan, live.onProgress, signal);
    live.end();
    const data = (): string => `${JSON.stringify(planData(prepared), null, 2)}\n`;
    world.stdout.write(flags.json ? data() : planText(prepared));
    return undefined;
  } finally {
    live.end();
    release();
  }
}

/** Hands the result to all who are to get it: first to who looks on, since a file can fail. */
async function hand(result: VerifyResult, flags: VerifyFlags, world: World): Promise<void> {
  const { stdout } = world;
  const setting = { width: widthOf(stdout), paint: paintFor(stdout, world) };
  const text = flags.json
    ? JSON.stringify(result)
    : `\n${verificationText(result, setting)}`.trimEnd();
  stdout.write(`${text}\n`);
  if (flags.out !== undefined) writeOutput(flags.out, `${JSON.stringify(result)}\n`);
  if (flags.html !== undefined) {
    const { pictureOf } = await import("../../picture/mod.ts");
    writeOutput(flags.html, pictureOf(result));
  }
  if (!flags.json) stdout.write(flags.html === undefined ? HINT : `Picture: ${flags.html}\n`);
}

const HINT = "See it drawn, connection by connection: add --html shutdown.html\n";

/** What the process says of a result. */
export function exitCodeOf({ verdict, scenarios }: VerifyResult, isStrict: boolean): number {
  if (verdict === "fail") return EXIT.failed;
  if (scenarios.some(({ unstarted }) => unstarted)) return EXIT.start;
  if (verdict === "unjudged") return EXIT.failed;
  const isClean = scenarios.every((each) => each.verdict === "pass");
  return isStrict && !isClean ? EXIT.failed : EXIT.passed;
}
