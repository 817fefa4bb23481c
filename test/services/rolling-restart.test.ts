// A rolling restart behind a real HAProxy, under load: with a delay it loses no request.
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { type Haproxy, startHaproxy } from "../../scripts/services/haproxy.ts";
import type { Child } from "../conformance/child.ts";
import { freePort } from "../conformance/free-port.ts";
import { assertCode } from "../conformance/service.ts";
import { type RuntimeName, RUNTIMES, Subject } from "../conformance/subject.ts";
import { nowMs, poll } from "../conformance/wait.ts";
import { Load } from "./rolling-load.ts";

const IN_TIME = { timeout: 240_000 };
const INSTANCES = 3;
const INTERVAL_MS = 200;
/** Some times what the balancer needs to see that an instance is not ready. */
const DELAY_MS = 1_500;
/** A check that is answered late, since the machine is busy, is no failure. */
const CHECK_TIMEOUT_MS = 20_000;
/** Only against waiting for ever. */
const LIMIT_MS = 60_000;
/** How often a restart is done again that says nothing, since the balancer heard of it too late. */
const MOST_TRIES = 4;

interface Rolled {
  readonly requests: number;
  readonly lost: readonly string[];
}

for (const runtime of RUNTIMES) {
  describe(`a rolling restart of ${INSTANCES} instances on ${runtime} behind HAProxy`, () => {
    it("loses no request with a delay", IN_TIME, async (t) => {
      const rolled = await rollingRestart(t, runtime, DELAY_MS);

      assert.deepEqual(rolled.lost, []);
      assert.ok(rolled.requests > 100, `only ${rolled.requests} requests were sent`);
    });

    it("loses some without", IN_TIME, async (t) => {
      const { lost } = await rollingRestart(t, runtime, 0);

      assert.ok(lost.length > 0, "nothing was lost, so a test of the delay shows nothing");
    });
  });
}

async function rollingRestart(
  t: TestContext,
  runtime: RuntimeName,
  delayMs: number,
): Promise<Rolled> {
  const subject = new Subject(runtime);
  const ports = await Promise.all(Array.from({ length: INSTANCES }, freePort));
  const balancer = await startHaproxy({
    instances: ports,
    checkPath: "/readyz",
    intervalMs: INTERVAL_MS,
    fall: 1,
    checkTimeoutMs: CHECK_TIMEOUT_MS,
  });
  try {
    const rollout = new Rollout(t, { subject, balancer, ports, delayMs });
    return await rollout.run();
  } finally {
    await subject.close();
    await balancer.close();
  }
}

interface Stage {
  readonly subject: Subject;
  readonly balancer: Haproxy;
  readonly ports: readonly number[];
  readonly delayMs: number;
}

class Rollout {
  readonly #t: TestContext;
  readonly #stage: Stage;
  readonly #running: Child[] = [];
  readonly #lost: string[] = [];
  #started = 0;

  constructor(t: TestContext, stage: Stage) {
    this.#t = t;
    this.#stage = stage;
  }

  async run(): Promise<Rolled> {
    const { ports, balancer, delayMs } = this.#stage;
    await Promise.all(ports.map((_, instance) => this.#start(instance)));
    const load = new Load(balancer.port);
    try {
      for (const instance of ports.keys()) await this.#restart(load, instance);
      await this.#allAnswer(load);
    } finally {
      await load.stop();
    }
    this.#lost.push(...load.lost.splice(0));
    const { sent } = load;
    this.#t.diagnostic(`delayMs ${delayMs}: ${this.#lost.length} of ${sent} requests lost`);
    for (const [what, count] of counted(this.#lost)) this.#t.diagnostic(`${count} times: ${what}`);
    return { requests: sent, lost: this.#lost };
  }

  /** Restarts one instance, again and again until the balancer has heard of it within the delay. */
  async #restart(load: Load, instance: number): Promise<void> {
    const { delayMs } = this.#stage;
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      await this.#allAnswer(load);
      const noticedMs = await this.#replace(instance);
      const lost = load.lost.splice(0);
      if (delayMs === 0 || noticedMs <= delayMs) {
        this.#lost.push(...lost);
        return;
      }
      const late = `HAProxy saw it ${Math.round(noticedMs)} ms after the signal, which is too late`;
      this.#t.diagnostic(`${late}; ${lost.length} requests were lost; this restart is repeated`);
    }
    throw new Error(
      `Cannot judge: the machine is so slow that ${MOST_TRIES} restarts said nothing`,
    );
  }

  /** **Ends** once each process that was started has answered a client. */
  async #allAnswer({ answeredBy }: Load): Promise<void> {
    await poll("every instance to answer", () => {
      return Promise.resolve(answeredBy.size === this.#started || undefined);
    });
  }

  /** Returns how long after the signal it was certain at the latest that HAProxy had noticed. */
  async #replace(instance: number): Promise<number> {
    const { balancer } = this.#stage;
    const old = this.#running[instance];
    assert.ok(old);
    const startMs = nowMs();
    old.signal("SIGTERM");
    await balancer.waitFor(instance, "DOWN", LIMIT_MS);
    const noticedMs = nowMs() - startMs;
    assertCode(await old.end(), 0);
    await this.#start(instance);
    return noticedMs;
  }

  /** The new one has the port of the old one. */
  async #start(instance: number): Promise<void> {
    const { subject, balancer, ports, delayMs } = this.#stage;
    const env = { PORT: `${ports[instance]}`, DELAY_MS: `${delayMs}` };
    this.#running[instance] = await subject.start("rolling-instance", { env });
    this.#started += 1;
    await balancer.waitFor(instance, "UP", LIMIT_MS);
  }
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
