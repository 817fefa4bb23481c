import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { guard } from "./guardian.ts";

/** How many busy loops share the processor with the service. Nicer than most, as it is itself. */
const NEIGHBOURS = 3;
const NICE = "19";
const LOOK_MS = 20;
const MOST_ATTEMPTS = 100;
/** The share of a processor that a control group grants: 20 ms of each 100. */
const QUOTA = { usOfQuota: 20_000, usOfPeriod: 100_000 } as const;

/** What could be done to starve a process, in words, and the way back. */
export interface Starvation {
  readonly done: readonly string[];
  /** What this machine did not permit. */
  readonly missing: readonly string[];
  end(): Promise<void>;
}

/** Takes back one of the things that were done. */
type Undo = () => void | Promise<void>;

/** Leaves these processes little of one processor: as much of each means as the machine permits. */
export function starve(pids: readonly number[]): Starvation {
  const undo: Undo[] = [];
  const done: string[] = [];
  const missing: string[] = [];
  const attempt = (name: string, act: () => Undo | void): void => {
    try {
      const back = act();
      if (back) undo.push(back);
      done.push(name);
    } catch {
      missing.push(name);
    }
  };
  const cpu = lastProcessor();
  attempt("one processor (taskset)", () => confine(pids, cpu));
  attempt(`niceness ${NICE}`, () => renice(pids));
  attempt(`${NEIGHBOURS} busy neighbours`, () => crowd(cpu));
  attempt("20 % of a processor (cgroup)", () => limit(pids));
  const end = async (): Promise<void> => {
    for (const back of undo.toReversed()) await back();
  };
  return { done, missing, end };
}

function confine(pids: readonly number[], cpu: string): void {
  for (const pid of pids) run("taskset", ["-acp", cpu, String(pid)]);
}

function renice(pids: readonly number[]): void {
  run("renice", ["-n", NICE, "-p", ...pids.map(String)]);
}

/** Busy loops at the same niceness and on the same processor, so that each gets its share. */
function crowd(cpu: string): () => void {
  const loops = Array.from({ length: NEIGHBOURS }, () => busyLoop(cpu));
  const ends = loops.map(({ pid }) => pid === undefined ? () => {} : guard(pid));
  return () => {
    for (const loop of loops) loop.kill("SIGKILL");
    for (const end of ends) end();
  };
}

function busyLoop(cpu: string): ChildProcess {
  const loop = ["nice", "-n", NICE, "sh", "-c", "while :; do :; done"];
  const [command = "", ...words] = hasTaskset() ? ["taskset", "-c", cpu, ...loop] : loop;
  const child = spawn(command, words, { stdio: "ignore", detached: true });
  child.on("error", () => {});
  return child;
}

/** In a control group of its own below ours, by either version of the interface. */
function limit(pids: readonly number[]): Undo {
  const { folder, files } = controlGroup();
  const ours = `${folder}/quiesce-verify-${process.pid}-${Date.now()}`;
  mkdirSync(ours);
  try {
    for (const [name, value] of Object.entries(files)) writeFileSync(`${ours}/${name}`, value);
    for (const pid of pids) writeFileSync(`${ours}/cgroup.procs`, String(pid));
  } catch (error) {
    rmdirSync(ours);
    throw error;
  }
  return () => removed(ours);
}

/** Those who were in it are on their way out: it can be removed once the last one is gone. */
async function removed(folder: string): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    try {
      return rmdirSync(folder);
    } catch {
      await delay(LOOK_MS);
    }
  }
}

interface ControlGroup {
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
}

function controlGroup(): ControlGroup {
  const lines = readFileSync("/proc/self/cgroup", "utf8").trim().split("\n");
  const { usOfQuota, usOfPeriod } = QUOTA;
  const first = lines.map((line) => /^\d+:(?:[^:]*,)?cpu(?:,[^:]*)?:(.*)$/.exec(line)?.[1])
    .find((path) => path !== undefined);
  if (first !== undefined) {
    const files = {
      "cpu.cfs_period_us": String(usOfPeriod),
      "cpu.cfs_quota_us": String(usOfQuota),
    };
    return { folder: `/sys/fs/cgroup/cpu${first === "/" ? "" : first}`, files };
  }
  const own = lines.map((line) => /^0::(.*)$/.exec(line)?.[1]).find((path) => path !== undefined);
  const files = { "cpu.max": `${usOfQuota} ${usOfPeriod}` };
  return { folder: `/sys/fs/cgroup${own === "/" ? "" : own}`, files };
}

/** The last one that we may use ourselves: the first one has the most to do. */
function lastProcessor(): string {
  try {
    const status = readFileSync("/proc/self/status", "latin1");
    return /^Cpus_allowed_list:.*?(\d+)$/m.exec(status)?.[1] ?? "0";
  } catch {
    return "0";
  }
}

function hasTaskset(): boolean {
  try {
    run("taskset", ["--version"]);
    return true;
  } catch {
    return false;
  }
}

function run(command: string, words: readonly string[]): void {
  execFileSync(command, words, { stdio: "ignore" });
}
