import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";
import * as fc from "fast-check";
import { Scope } from "../../../src/core/mod.ts";
import {
  type Acknowledgement,
  Group,
  type GroupOutcome,
  type GroupTask,
  supervise,
} from "../../../src/tasks/mod.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";
import { GroupModel, type ModelOptions, type ModelTask } from "./group-model.ts";
import { forever, seen, untilAbort, untilStop } from "./group-work.ts";

/** fast-check prints the seed of a failure; `FC_SEED=<seed>` runs it again on every runtime. */
const seed = process.env["FC_SEED"];
const seeded = seed === undefined ? {} : { seed: Number(seed) };

const LIMITS = {
  unwindMs: 50,
  restarts: 2,
  periodMs: 40,
  delayMs: 7,
  stopTimeoutMs: 30,
  timeoutMs: Infinity,
};

const KINDS: Readonly<Record<string, ModelOptions>> = {
  "cancel": { ...LIMITS, policy: "cancel" },
  "collect": { ...LIMITS, policy: "collect" },
  "isolate": { ...LIMITS, policy: "isolate" },
  "cancel, with a time": { ...LIMITS, policy: "cancel", timeoutMs: 60 },
  "supervise permanent": { ...LIMITS, policy: "permanent" },
  "supervise transient": { ...LIMITS, policy: "transient" },
  "supervise temporary": { ...LIMITS, policy: "temporary", timeoutMs: 60 },
  "supervise patiently": { ...LIMITS, policy: "permanent", restarts: Infinity },
};

type Obeys = "stop" | "abort" | "nothing";

type Command =
  | { readonly verb: "spawn"; readonly work: Obeys | "returns" | "throws" }
  | { readonly verb: "finish" | "fail"; readonly at: number }
  | { readonly verb: "stop"; readonly timeoutMs: number | undefined }
  | { readonly verb: "advance"; readonly ms: number }
  | { readonly verb: "abort" | "close" | "reopen" };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      verb: fc.constant("spawn" as const),
      work: fc.constantFrom(
        ...["stop", "stop", "abort", "nothing", "returns", "throws"] as const,
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      verb: fc.constantFrom("finish" as const, "finish" as const, "fail" as const),
      at: fc.nat(30),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      verb: fc.constant("advance" as const),
      ms: fc.constantFrom(0, 0, 5, 20),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant("stop" as const),
      timeoutMs: fc.constantFrom(undefined, 0, 25),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constantFrom(...["abort", "close", "close", "reopen", "reopen"] as const),
    }),
  },
);

/** Plays one list of commands to a group and to the model. */
class Play {
  readonly #clock = handClock();
  readonly #model: GroupModel;
  readonly #group: Group;
  readonly #tasks: { readonly task: GroupTask<unknown>; readonly model: ModelTask }[] = [];
  readonly #runs: PromiseWithResolvers<unknown>[] = [];
  readonly #ended: { value?: GroupOutcome };
  #stopped: { value?: readonly Acknowledgement[] } | undefined;

  constructor(options: ModelOptions) {
    const { unwindMs, timeoutMs, policy } = options;
    const parent = new Scope("", { clock: this.#clock, unwindMs });
    this.#model = new GroupModel(options);
    this.#group = new Group("g", {
      parent,
      timeoutMs,
      policy: policy === "cancel" || policy === "collect" || policy === "isolate"
        ? policy
        : supervise({
          restart: policy,
          intensity: options,
          backoff: { minDelayMs: options.delayMs, factor: 1, jitter: "none" },
          stopTimeoutMs: options.stopTimeoutMs,
        }),
    });
    this.#ended = seen(this.#group.ended);
  }

  /** Takes no time but for an advance, so that several steps come before anything settles. */
  take(given: Command): Promise<void> | undefined {
    if (given.verb === "advance") return this.#advance(given.ms);
    if (given.verb === "spawn") this.#spawn(given.work);
    else if (given.verb === "stop") this.#stop(given.timeoutMs);
    else if (given.verb === "finish" || given.verb === "fail") this.#end(given.verb, given.at);
    else this.#now(given.verb);
    assert.equal(this.#group.isClosed, this.#model.isClosed, "is closed");
    assert.equal(this.#group.size, this.#model.size, "size");
    return undefined;
  }

  async end(): Promise<void> {
    this.#group.abort("the end");
    this.#model.abort("call");
    await this.#advance(1_000);
    assert.ok(this.#ended.value, "the group has ended");
    assert.equal(this.#clock.pending, 0);
  }

  async #advance(ms: number): Promise<void> {
    await this.#clock.advance(ms);
    this.#model.advance(ms);
    for (const { task, model } of this.#tasks) this.#agree(task, model);
    assert.deepEqual(outcomeSeen(this.#ended.value), this.#model.outcome);
    const records = this.#stopped?.value?.map(({ path, end, afterMs }) => [path, end, afterMs]);
    assert.deepEqual(records, this.#model.records);
  }

  #agree(task: GroupTask<unknown>, model: ModelTask): void {
    assert.equal(task.ended?.end, model.end, `end of ${task.path}`);
    assert.equal(task.attempts, model.attempts, `attempts of ${task.path}`);
  }

  #spawn(work: Obeys | "returns" | "throws"): void {
    const at = this.#tasks.length;
    const task = this.#group.spawn(`${at}`, (scope) => {
      if (work === "throws") throw `${at}`;
      return work === "returns" ? work : this.#held(at, scope, work);
    });
    this.#tasks.push({ task, model: this.#model.spawn(work) });
  }

  #held(at: number, scope: Scope, obeys: Obeys): Promise<unknown> {
    const run = this.#runs[at] = Promise.withResolvers();
    const until = { stop: untilStop, abort: untilAbort, nothing: forever }[obeys];
    return Promise.race([run.promise, until(scope)]);
  }

  #end(verb: "finish" | "fail", at: number): void {
    if (this.#tasks.length === 0) return;
    const chosen = at % this.#tasks.length;
    if (verb === "finish") this.#runs[chosen]?.resolve(verb);
    else this.#runs[chosen]?.reject(`${chosen}`);
    this.#model.end(chosen, verb === "finish" ? "done" : "failed");
  }

  #stop(timeoutMs: number | undefined): void {
    const stopped = seen(this.#group.stop("stop", { timeoutMs }));
    this.#stopped ??= stopped;
    this.#model.stop(timeoutMs);
  }

  #now(verb: "abort" | "close" | "reopen"): void {
    if (verb === "abort") this.#group.abort("abort");
    if (verb === "close") void this.#group.close();
    if (verb === "reopen") assert.equal(this.#group.reopen(), this.#model.reopen());
    if (verb === "abort") this.#model.abort("call");
    if (verb === "close") this.#model.close();
  }
}

function outcomeSeen(outcome: GroupOutcome | undefined): GroupModel["outcome"] {
  return outcome && {
    end: outcome.end,
    reason: outcome.reason?.kind,
    blamed: outcome.error instanceof Error ? "TOO_MANY_RESTARTS" : outcome.error,
    failures: outcome.failures.map(({ path }) => path),
    counts: outcome.counts,
    unstopped: outcome.unstopped.map(({ path }) => path).sort(),
  };
}

for (const [kind, options] of Object.entries(KINDS)) {
  it(`does what the model says, ${kind}`, { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40, size: "max" }), async (commands) => {
        const play = new Play(options);
        for (const each of commands) {
          const taken = play.take(each);
          if (taken) await taken;
        }
        await play.end();
      }),
      { numRuns: 2_000, ...seeded },
    );
  });
}
