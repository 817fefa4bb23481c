// A Prometheus of one's own for a test: it is found or fetched, started, asked, and ended again.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../../src/verify/subject/free-port.ts";
import { environmentOf, findProgram, type Program, type Wanted } from "./debian-program.ts";

const PROMETHEUS: Wanted = {
  title: "Prometheus",
  path: "usr/bin/prometheus",
  packages: ["prometheus"],
  libraries: [],
};
const LOOK_MS = 50;

/** What it scrapes, and by which rules. */
export interface PrometheusOptions {
  /** The jobs, each with the `host:port` of its instances. */
  readonly jobs: Readonly<Record<string, readonly string[]>>;
  /** How often, in Prometheus' own words. Default: `200ms`. */
  readonly scrapeInterval?: string;
  /** Absolute paths. */
  readonly ruleFiles?: readonly string[];
}

/** One series of an answer. */
export interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A Prometheus that runs. */
export interface Prometheus {
  readonly url: string;
  /** Asks for the value of an expression now. Rejects when it is no good expression. */
  query(expression: string): Promise<readonly Found[]>;
  /** Asks again until `isGood`. Rejects after `limitMs`, with the last answer. */
  waitFor(
    expression: string,
    isGood: (found: readonly Found[]) => boolean,
    limitMs: number,
  ): Promise<readonly Found[]>;
  /** **Ends** with the `data` of a path of its HTTP API. */
  ask(path: string): Promise<unknown>;
  /** **Ends** when it is gone and its folder with it. */
  close(): Promise<void>;
}

/** What promtool said of what it was given. */
export interface Checked {
  readonly isGood: boolean;
  readonly said: string;
}

/** Runs promtool, which comes with Prometheus. */
export function promtool(words: readonly string[], input = ""): Checked {
  const program = findProgram(PROMETHEUS);
  const tool = join(dirname(program.command), "promtool");
  const { status, stdout, stderr, error } = spawnSync(tool, words, {
    input,
    encoding: "utf8",
    env: environmentOf(program),
  });
  if (error) throw error;
  return { isGood: status === 0, said: `${stdout}${stderr}`.trim() };
}

/** Starts it on a free port of this machine. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const program = findProgram(PROMETHEUS);
  const folder = mkdtempSync(join(tmpdir(), "quiesce-prometheus-"));
  const port = await freePort();
  const child = start(program, folder, port, options);
  const exited = once(child, "exit");
  const said: string[] = [];
  child.stderr?.on("data", (bytes: Uint8Array) => void said.push(String(bytes)));
  const url = `http://127.0.0.1:${port}`;
  await ready(child, url, said);
  return {
    url,
    ask: (path) => ask(url, path),
    query: (expression) => query(url, expression),
    waitFor: (expression, isGood, limitMs) => waitFor(url, expression, { isGood, limitMs }),
    async close() {
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(
  program: Program,
  folder: string,
  port: number,
  options: PrometheusOptions,
): ChildProcess {
  const file = join(folder, "prometheus.yml");
  // JSON is YAML, too.
  writeFileSync(file, JSON.stringify(configOf(options)));
  const words = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=warn",
  ];
  return spawn(program.command, words, {
    env: environmentOf(program),
    stdio: ["ignore", "ignore", "pipe"],
  });
}

function configOf({ jobs, scrapeInterval = "200ms", ruleFiles = [] }: PrometheusOptions): unknown {
  return {
    global: {
      scrape_interval: scrapeInterval,
      scrape_timeout: scrapeInterval,
      evaluation_interval: scrapeInterval,
    },
    rule_files: ruleFiles,
    scrape_configs: Object.entries(jobs).map(([job, targets]) => ({
      job_name: job,
      static_configs: [{ targets }],
    })),
  };
}

async function ready(child: ChildProcess, url: string, said: readonly string[]): Promise<void> {
  while (child.exitCode === null) {
    const isReady = await fetch(`${url}/-/ready`).then(({ ok }) => ok, () => false);
    if (isReady) return;
    await delay(LOOK_MS);
  }
  throw new Error(`Cannot start Prometheus: it ended and had said\n${said.join("")}`);
}

async function ask(url: string, path: string): Promise<unknown> {
  const response = await fetch(`${url}${path}`, { headers: { connection: "close" } });
  // SAFETY: so says the HTTP API of Prometheus.
  const answer = await response.json() as { readonly data?: unknown; readonly error?: string };
  if (answer.error === undefined) return answer.data;
  throw new Error(`Cannot ask Prometheus for "${path}": ${answer.error}`);
}

async function query(url: string, expression: string): Promise<readonly Found[]> {
  // SAFETY: of an instant query that is no single number.
  const data = await ask(url, `/api/v1/query?${new URLSearchParams({ query: expression })}`) as {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
  return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

interface Wait {
  readonly isGood: (found: readonly Found[]) => boolean;
  readonly limitMs: number;
}

async function waitFor(
  url: string,
  expression: string,
  { isGood, limitMs }: Wait,
): Promise<readonly Found[]> {
  const endMs = performance.now() + limitMs;
  while (true) {
    const found = await query(url, expression);
    if (isGood(found)) return found;
    if (performance.now() > endMs) {
      const state = `after ${limitMs} ms it is still ${JSON.stringify(found)}`;
      throw new Error(`Cannot wait for "${expression}" any longer: ${state}`);
    }
    await delay(LOOK_MS);
  }
}
