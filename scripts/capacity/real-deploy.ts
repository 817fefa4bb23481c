// A rolling deploy of real instances behind a real HAProxy, under requests that come at random.
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Durations, lagOfChecks } from "../../src/capacity/mod.ts";
import { seededRandom } from "../../src/capacity/seeded-random.ts";
import { type Haproxy, startHaproxy } from "../services/haproxy.ts";
import { freePort } from "../../src/verify/subject/free-port.ts";
import { Subject } from "../../src/verify/subject/subject.ts";
import { Traffic as Wire } from "../../src/verify/wire/traffic.ts";
import type { Route } from "../../src/verify/settings.ts";

/** What is deployed, and how. */
export interface RealDeploy {
  readonly durations: Durations;
  readonly instances: number;
  readonly ratePerSecond: number;
  /** The checks of the balancer. */
  readonly intervalMs: number;
  readonly fall: number;
  readonly delayMs: number;
  readonly graceMs: number;
  readonly seed: number;
}

/** What became of it. */
export interface Measured {
  readonly requests: number;
  /** Whatever was not answered with 200: refused, cut or dropped. */
  readonly lost: number;
  readonly restarts: number;
  readonly restartsWithLoss: number;
  /** Exit codes of the instances that were stopped, without the zeros. */
  readonly badExits: readonly (number | null)[];
  readonly version: string;
}

const INSTANCE = fileURLToPath(new URL("instance.ts", import.meta.url));
/** Only against waiting for ever. */
const LIMIT_MS = 30_000;
const LOOK_MS = 10;

/** Restarts every instance once, one after the other, each when the one before is in use again. */
export async function realDeploy(deploy: RealDeploy): Promise<Measured> {
  const ports = await Promise.all(Array.from({ length: deploy.instances }, freePort));
  const running = await Promise.all(ports.map((port) => startInstance(port, deploy)));
  const { intervalMs, fall } = deploy;
  const balancer = await startHaproxy({
    instances: ports,
    checkPath: "/readyz",
    intervalMs,
    fall,
  });
  const traffic = new Traffic(balancer.port, deploy);
  try {
    for (const instance of ports.keys()) await balancer.waitFor(instance, "UP", LIMIT_MS);
    traffic.start();
    return await restartAll({ deploy, ports, running, balancer, traffic });
  } finally {
    await traffic.stop();
    for (const instance of running) instance.kill();
    await Promise.all(running.map(({ exited }) => exited));
    await balancer.close();
  }
}

/** The lag of the balancer, as it checks its instances. */
export function lagOf({ intervalMs, fall }: RealDeploy, answerMs: number = 0): Durations {
  return lagOfChecks({ intervalMs, fall, answerMs });
}

interface Stage {
  readonly deploy: RealDeploy;
  readonly ports: readonly number[];
  readonly running: Subject[];
  readonly balancer: Haproxy;
  readonly traffic: Traffic;
}

async function restartAll(stage: Stage): Promise<Measured> {
  const { deploy, ports, balancer, traffic } = stage;
  const badExits: (number | null)[] = [];
  const random = seededRandom(deploy.seed);
  let restartsWithLoss = 0;
  for (const instance of ports.keys()) {
    // Else each stop would come right after a check, by which the last one was seen.
    await delay(random() * deploy.intervalMs * 2);
    const before = traffic.lost;
    const code = await restart(stage, instance);
    if (code !== 0) badExits.push(code);
    if (traffic.lost > before) restartsWithLoss += 1;
  }
  await traffic.stop();
  return {
    requests: traffic.sent,
    lost: traffic.lost,
    restarts: ports.length,
    restartsWithLoss,
    badExits,
    version: balancer.version,
  };
}

/** The new one has the port of the old one, so it starts only when the balancer has dropped that. */
async function restart(stage: Stage, instance: number): Promise<number | null> {
  const { deploy, ports, running, balancer } = stage;
  running[instance]?.signal("SIGTERM");
  const exit = await running[instance]?.exited;
  await balancer.waitFor(instance, "DOWN", LIMIT_MS);
  running[instance] = await startInstance(ports[instance] ?? 0, deploy);
  await balancer.waitFor(instance, "UP", LIMIT_MS);
  return exit?.code ?? null;
}

async function startInstance(port: number, deploy: RealDeploy): Promise<Subject> {
  const instance = new Subject({
    command: [process.execPath, INSTANCE],
    cwd: process.cwd(),
    environment: {
      PORT: `${port}`,
      GRACE_MS: `${deploy.graceMs}`,
      DELAY_MS: `${deploy.delayMs}`,
    },
  }, () => performance.now());
  await listening(instance);
  return instance;
}

async function listening(instance: Subject): Promise<void> {
  const deadlineMs = performance.now() + LIMIT_MS;
  while (!instance.stdout.some(({ text }) => text.includes("listening"))) {
    if (instance.isGone || performance.now() > deadlineMs) {
      const said = instance.stderr.map(({ text }) => text).join("\n");
      throw new Error(`Cannot start an instance: it does not listen, and has said\n${said}`);
    }
    await delay(LOOK_MS);
  }
}

/** Requests at random moments, each on a connection of its own, whatever became of those before. */
class Traffic {
  sent = 0;
  lost = 0;
  readonly #wire: Wire;
  readonly #deploy: RealDeploy;
  readonly #random: () => number;
  readonly #open: Set<Promise<void>> = new Set();
  #timer: NodeJS.Timeout | undefined;
  #nextMs = 0;

  constructor(port: number, deploy: RealDeploy) {
    this.#wire = new Wire({ host: "127.0.0.1", port }, () => performance.now());
    this.#deploy = deploy;
    this.#random = seededRandom(deploy.seed + 1);
  }

  start(): void {
    this.#nextMs = performance.now();
    this.#sendDue();
  }

  /** **Ends** when all that was sent has ended. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#open);
  }

  /** A timer that comes late sends all that was due meanwhile, so that the rate is kept. */
  #sendDue(): void {
    while (this.#nextMs <= performance.now()) {
      const sending = this.#send().finally(() => this.#open.delete(sending));
      this.#open.add(sending);
      this.#nextMs += -Math.log(this.#random()) * 1_000 / this.#deploy.ratePerSecond;
    }
    const waitMs = Math.max(0, this.#nextMs - performance.now());
    this.#timer = setTimeout(() => this.#sendDue(), waitMs);
  }

  async #send(): Promise<void> {
    this.sent += 1;
    const ms = this.#deploy.durations.sample(this.#random);
    const answer = await this.#wire.ask("deploy", routeOf(ms)).ended;
    if (answer?.status !== 200) this.lost += 1;
  }
}

function routeOf(ms: number): Route {
  const headers = { Connection: "close" };
  return { kind: "slow", method: "GET", path: `/?ms=${ms}`, headers, status: 200, tookMs: ms };
}
