// A Redis of one's own for a test: it finds a server or fetches one, starts it, and ends it again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../src/verify/subject/free-port.ts";
import { environmentOf, findProgram, type Program, type Wanted } from "./debian-program.ts";

const REDIS: Wanted = {
  title: "a Redis server",
  path: "usr/bin/redis-server",
  packages: ["redis-server", "redis-tools"],
  libraries: ["libjemalloc2", "liblzf1"],
};

/** A server that runs, and that keeps nothing. */
export interface RedisServer {
  readonly port: number;
  /** **Ends** when the server is gone and its folder with it. */
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function startRedis(): Promise<RedisServer> {
  const program = findProgram(REDIS);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "quiesce-redis-"));
  const child = start(program, port, folder);
  const exited = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const lines = createInterface(child.stdout);
  const said: string[] = [];
  for await (const line of lines) {
    said.push(line);
    if (line.includes("Ready to accept connections")) {
      // What nobody reads would fill the pipe.
      child.stdout.resume();
      return { port, close };
    }
  }
  await close();
  throw new Error(`Cannot start Redis: it ended and had said\n${said.join("\n")}`);
}

function start(program: Program, port: number, folder: string) {
  const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder];
  return spawn(program.command, [...options, "--save", "", "--appendonly", "no"], {
    env: environmentOf(program),
    stdio: ["ignore", "pipe", "inherit"],
  });
}
