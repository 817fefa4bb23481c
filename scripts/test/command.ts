import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Failure, readReport, type TestReport } from "./junit.ts";
import type { Result, Stage } from "./stage.ts";
import { tellingLines } from "./telling.ts";

const TIMEOUT_MS = 300_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How a command ended and all that it wrote. */
interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** What became of a stage. */
type Verdict = Omit<Result, "stage" | "tookMs" | "output">;

/** Runs the command of `stage` to its end or its timeout, and counts. Never rejects. */
export async function runStage(stage: Stage): Promise<Result> {
  const startMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "quiesce-test-"));
  try {
    const junit = join(folder, "junit.xml");
    const ended = await execute(stage, junit);
    const verdict = stage.counts === "junit" ? judgeReport(ended, junit) : judgeExit(ended);
    return { stage, ...verdict, tookMs: performance.now() - startMs, output: ended.output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The result of a stage that was not run because `need` failed. */
export function refuseStage(stage: Stage, need: string): Result {
  const output = `Not run: it needs "${need}", which failed`;
  return { stage, ...failedFor({ name: "not run", message: output }), tookMs: 0, output };
}

function judgeExit(ended: Ended): Verdict {
  if (ended.code === 0) return { passed: 1, failed: 0, skipped: 0, failures: [] };
  return failedFor({ name: "the command", message: messageOf(ended, endOf(ended)) });
}

function judgeReport(ended: Ended, junit: string): Verdict {
  const { isWhole, ...report } = readReport(readIfThere(junit));
  const failures = report.failures.map((each) => explained(each, ended));
  const problem = problemOf(ended, { ...report, isWhole });
  if (problem === undefined) return { ...report, failures };
  const outside = { name: "outside of the tests", message: messageOf(ended, problem) };
  return { ...report, failed: report.failed + 1, failures: [...failures, outside] };
}

/** A crash outside a case, or a run without a case, must not look like success. */
function problemOf(ended: Ended, { isWhole, passed, failed }: TestReport): string | undefined {
  const end = endOf(ended);
  if (!isWhole) return `${end} before its report was whole`;
  if (failed > 0) return undefined;
  if (ended.code !== 0) return `${end}, though no test had failed`;
  return passed === 0 ? `${end}, and no test had passed` : undefined;
}

/** Of a file that ended by itself Node says that it failed, and only on its output why. */
function explained(failure: Failure, { output }: Ended): Failure {
  if (failure.message !== "test failed") return failure;
  return { ...failure, message: tellingLines(output).join("\n") };
}

function endOf({ code, signal }: Ended): string {
  return signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
}

function messageOf({ output }: Ended, end: string): string {
  return [end, ...tellingLines(output)].join("\n");
}

function failedFor(failure: Failure): Verdict {
  return { passed: 0, failed: 1, skipped: 0, failures: [failure] };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function execute(stage: Stage, junit: string): Promise<Ended> {
  const [program = "", ...args] = stage.command.map((part) => part.replace("{junit}", junit));
  // A group of its own, so that a timeout ends its children too.
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    // Node reports to the runner that it believes to be run by, and not to the file.
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, NODE_TEST_CONTEXT: undefined },
  });
  return collect(child, stage.timeoutMs ?? TIMEOUT_MS);
}

function collect(child: ChildProcess, timeoutMs: number): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  let output = "";
  const write = (text: string): void => void (output += text);
  child.stdout?.setEncoding("utf8").on("data", write);
  child.stderr?.setEncoding("utf8").on("data", write);

  const timer = setTimeout(() => {
    write(`\nCannot wait any longer: the timeout is ${timeoutMs} ms\n`);
    endGroup(child);
  }, timeoutMs);
  const interrupted = (): void => {
    endGroup(child);
    process.exit(130);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  child.on("error", (error) => write(`Cannot run: ${error.message}\n`));
  child.on("close", (code, signal) => {
    clearTimeout(timer);
    for (const signal of SIGNALS) process.off(signal, interrupted);
    resolve({ code, signal, output });
  });
  return promise;
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
