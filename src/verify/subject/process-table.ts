import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import process from "node:process";

/** One process of the machine, as the system lists it. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** When it was started, in the system's own words: with the number it names one process. */
  readonly started: string;
  /** It has ended, and its parent has not asked how. */
  readonly isZombie: boolean;
  readonly command: string;
}

const HAS_PROC = existsSync("/proc/self/stat");

/** Whether the system tells what a process has open, and what was in its environment. */
export const SEES_INSIDE: boolean = HAS_PROC;

/** Lists all processes of the machine. Empty where the system does not tell. */
export function processTable(): readonly ProcessRow[] {
  return HAS_PROC ? rowsOfProc() : rowsOfPs();
}

/** One process of the machine. `undefined`: there is none with that number. */
export function processRow(pid: number): ProcessRow | undefined {
  return HAS_PROC ? rowOf(pid) : rowsOfPs().find((row) => row.pid === pid);
}

/**
 * Whether the process was started with this in its environment. False when that must not be known,
 * and `undefined` while there is none: in the moment in which it becomes another program.
 */
export function hasVariable(pid: number, assignment: string): boolean | undefined {
  const environment = readProc(`${pid}/environ`);
  return environment === "" ? undefined : environment?.split("\0").includes(assignment) ?? false;
}

/** The code in the wait status of a process that has ended and was not waited for. */
export function zombieStatus(pid: number): number | undefined {
  const fields = statFields(pid);
  return fields?.[0] === "Z" ? Number(fields[49]) : undefined;
}

/** What a process got of the processors, and what it wanted. */
export interface ProcessorTime {
  readonly usedMs: number;
  /** For how long it could have run, and another one did. */
  readonly waitedMs: number;
}

/** The kernel tells times to programs in hundredths of a second. */
const TICK_MS = 10;

/** What a process got of the processors so far. Nothing where the system does not tell. */
export function processorTime(pid: number): ProcessorTime {
  const fields = statFields(pid) ?? [];
  const [, waitedNs = 0] = (readProc(`${pid}/schedstat`) ?? "").split(" ").map(Number);
  const usedMs = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
  return { usedMs, waitedMs: waitedNs / 1e6 };
}

function rowsOfProc(): readonly ProcessRow[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.flatMap((pid) => rowOf(pid) ?? []);
}

function rowOf(pid: number): ProcessRow | undefined {
  const fields = statFields(pid);
  if (!fields) return undefined;
  const [state = "", parent, group] = fields;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    started: fields[19] ?? "",
    isZombie: state === "Z" || state === "X",
    command: commandOf(pid),
  };
}

/** What follows the name in `/proc/<pid>/stat`: the name may hold anything, even parentheses. */
function statFields(pid: number): readonly string[] | undefined {
  const stat = readProc(`${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).trimEnd().split(" ");
}

function commandOf(pid: number): string {
  const words = (readProc(`${pid}/cmdline`) ?? "").split("\0").filter((word) => word !== "");
  return words.length > 0 ? words.join(" ") : `[${readProc(`${pid}/comm`)?.trimEnd() ?? "?"}]`;
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, "latin1");
  } catch {
    // It has gone meanwhile, or is somebody else's.
    return undefined;
  }
}

function rowsOfPs(): readonly ProcessRow[] {
  try {
    const columns = "pid=,ppid=,pgid=,state=,lstart=,command=";
    const text = execFileSync("ps", ["-axo", columns], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
    });
    return psRows(text);
  } catch {
    return [];
  }
}

/** Reads what `ps -axo pid=,ppid=,pgid=,state=,lstart=,command=` has printed. */
export function psRows(text: string): readonly ProcessRow[] {
  const line = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/gm;
  return [...text.matchAll(line)].map(([, pid, parent, group, state, started, command]) => ({
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    started: started ?? "",
    isZombie: state?.startsWith("Z") ?? false,
    command: command ?? "",
  }));
}
