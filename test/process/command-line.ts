// The program as it is built, called as its user calls it, and services to try it on.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { after, before } from "node:test";
import { ROOT } from "../gates/source.ts";

/** The file that a user's shell starts. */
export const PROGRAM: string = join(ROOT, "dist/cli.js");

/** A service that ends well. */
export const CAREFUL: readonly string[] = [
  process.execPath,
  join(ROOT, "test/programs/service.ts"),
];

/** Answers after 400 ms, and ends at once at the signal, whatever it holds. */
const HASTY = [
  process.execPath,
  "-e",
  `require("node:http").createServer((request, response) => {
    setTimeout(() => response.end("ok"), request.url === "/" ? 0 : 400);
  }).listen(process.env.PORT);
  process.on("SIGTERM", () => process.exit(0));
  require("node:fs").appendFileSync(process.env.PIDS, process.pid + "\\n");`,
];

/** How a call of the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A call that goes on. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Settles once it has said this on stderr. */
  said(words: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** Calls the program with these words, on Node 24 or on what a runtime's command says. */
export function launch(
  words: readonly string[],
  runtime: readonly string[] = [process.execPath],
): Running {
  const [command = "", ...before] = runtime;
  const child = spawn(command, [...before, PROGRAM, ...words], { cwd: ROOT });
  let told = "";
  child.stderr.on("data", (bytes: Uint8Array) => told += new TextDecoder().decode(bytes));
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  child.stdin.end();
  const ended = async (): Promise<Ended> => {
    const stdout = await text(child.stdout);
    return { code: await code, stdout, stderr: told };
  };
  return {
    ended: ended(),
    async said(words) {
      while (!told.includes(words)) {
        assert.equal(child.exitCode, null, told);
        await delay(20);
      }
    },
    kill: (signal) => child.kill(signal),
  };
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Words that start services of which each ends at once, and the numbers of all that were started. */
export interface Hasty {
  readonly words: readonly string[];
  pids(): readonly number[];
}

/** Services of {@linkcode launch} that write their numbers into a file. */
export function hasty(folder: Folder, name: string): Hasty {
  const file = folder.file(name);
  return {
    words: ["--env", `PIDS=${file}`, "--", ...HASTY],
    pids: () => readFileSync(file, "utf8").trim().split("\n").map(Number),
  };
}

/** A folder that lasts as long as the tests around it. */
export interface Folder {
  file(name: string): string;
}

/** Makes a folder before the tests of this suite, and removes it after them. */
export function temporaryFolder(): Folder {
  let path: string;
  before(() => {
    path = mkdtempSync(join(tmpdir(), "quiesce-cli-"));
  });
  after(() => rmSync(path, { recursive: true, force: true }));
  return { file: (name) => join(path, name) };
}
