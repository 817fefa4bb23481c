import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { countCases, type Counts } from "./junit.ts";
import type { Result, Stage } from "./stage.ts";

const TIMEOUT_MS = 300_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

/** How a command ended and all that it wrote. */
interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the command of `stage` to its end or its timeout, and counts. Never rejects. */
export async function runStage(stage: Stage): Promise<Result> {
  const startMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "quiesce-test-"));
  try {
    const junit = join(folder, "junit.xml");
    const ended = await execute(stage, junit);
    const counts = stage.counts === "junit" ? judgeReport(ended, junit) : judgeExit(ended);
    return { stage, ...counts, tookMs: performance.now() - startMs, output: ended.output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The result of a stage that was not run because `need` failed. */
export function refuseStage(stage: Stage, need: string): Result {
  const output = `Not run: it needs "${need}", which failed`;
  return { stage, ...NONE, failed: 1, tookMs: 0, output };
}

function judgeExit({ code }: Ended): Counts {
  return code === 0 ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
}

function judgeReport({ code }: Ended, junit: string): Counts {
  const counts = countCases(readIfThere(junit));
  // A crash outside a case, or a run without a case, must not look like success.
  const silent = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
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
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
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
  child.on("close", (code) => {
    clearTimeout(timer);
    for (const signal of SIGNALS) process.off(signal, interrupted);
    resolve({ code, output });
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
