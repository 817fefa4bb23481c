// An HAProxy of one's own: it is found or fetched, started before some instances, and ended again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../../src/verify/subject/free-port.ts";
import { environmentOf, findProgram, type Program, type Wanted } from "./debian-program.ts";

const HAPROXY: Wanted = {
  title: "HAProxy",
  path: "usr/sbin/haproxy",
  packages: ["haproxy"],
  // The name of Lua's differs between releases.
  libraries: ["liblua5.3-0", "liblua5.4-0", "libopentracing-c-wrapper0", "libopentracing1"],
};
const LOOK_MS = 20;

/** What it balances, and how it looks after it. */
export interface HaproxyOptions {
  /** The ports of the instances. */
  readonly instances: readonly number[];
  /** Where an instance says whether it is ready. */
  readonly checkPath: string;
  /** The time between two checks. */
  readonly intervalMs: number;
  /** How many checks in a row must fail. */
  readonly fall: number;
  /** How long one may take to be answered. Default: the interval, as HAProxy has it. */
  readonly checkTimeoutMs?: number;
}

/** A load balancer that runs, tries nothing twice, and checks its instances. */
export interface Haproxy {
  readonly port: number;
  /** `2.6.12`. */
  readonly version: string;
  /** **Ends** when it sends to the instance, or does not any more. Rejects after `limitMs`. */
  waitFor(instance: number, state: "UP" | "DOWN", limitMs: number): Promise<void>;
  /** **Ends** when it is gone. */
  close(): Promise<void>;
}

/** Starts it on a free port of this machine. */
export async function startHaproxy(options: HaproxyOptions): Promise<Haproxy> {
  const program = findProgram(HAPROXY);
  const folder = mkdtempSync(join(tmpdir(), "quiesce-haproxy-"));
  const [port, statsPort] = [await freePort(), await freePort()];
  const file = join(folder, "haproxy.cfg");
  writeFileSync(file, configOf(options, port, statsPort));
  const child = spawn(program.command, ["-db", "-f", file], {
    env: environmentOf(program),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  child.stderr.on("data", (bytes: Uint8Array) => void said.push(String(bytes)));
  const exited = once(child, "exit");

  return {
    port,
    version: await versionOf(program),
    async waitFor(instance, state, limitMs) {
      const endMs = performance.now() + limitMs;
      while (await stateOf(statsPort, instance) !== state) {
        if (performance.now() > endMs || child.exitCode !== null) {
          const why = `HAProxy does not say so; it said\n${said.join("")}`;
          throw new Error(`Cannot wait until instance ${instance} is ${state}: ${why}`);
        }
        await delay(LOOK_MS);
      }
    },
    async close() {
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configOf(options: HaproxyOptions, port: number, statsPort: number): string {
  const { instances, checkPath, intervalMs, fall, checkTimeoutMs } = options;
  const servers = instances.map((port, at) => `  server instance-${at} 127.0.0.1:${port} check`);
  return `
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
${checkTimeoutMs === undefined ? "" : `  timeout check ${checkTimeoutMs}ms`}
  retries 0
  no option redispatch
frontend service
  bind 127.0.0.1:${port}
  default_backend instances
backend instances
  balance roundrobin
  option httpchk
  http-check send meth GET uri ${checkPath} ver HTTP/1.1 hdr Host service
  http-check expect status 200
  default-server inter ${intervalMs}ms fall ${fall} rise 1
${servers.join("\n")}
frontend stats
  bind 127.0.0.1:${statsPort}
  stats enable
  stats uri /
`;
}

/** `UP`, `DOWN`, or on the way to the other one, such as `UP 1/2`. */
async function stateOf(statsPort: number, instance: number): Promise<string | undefined> {
  const text = await textOf(`http://127.0.0.1:${statsPort}/;csv`);
  const [head = "", ...rows] = text.split("\n");
  const place = head.split(",").indexOf("status");
  const row = rows.find((each) => each.startsWith(`instances,instance-${instance},`));
  return row?.split(",")[place];
}

/** Nothing, as long as nobody listens. */
async function textOf(url: string): Promise<string> {
  try {
    return await (await fetch(url, { headers: { connection: "close" } })).text();
  } catch {
    return "";
  }
}

async function versionOf(program: Program): Promise<string> {
  const child = spawn(program.command, ["-v"], { env: environmentOf(program) });
  let text = "";
  child.stdout.on("data", (bytes: Uint8Array) => text += String(bytes));
  await once(child, "close");
  return /\d+\.\d+\.\d+/.exec(text)?.[0] ?? "of unknown version";
}
