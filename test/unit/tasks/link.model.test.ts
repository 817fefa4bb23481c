import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import process from "node:process";
import { it } from "node:test";
import * as fc from "fast-check";
import { Scope } from "../../../src/core/mod.ts";
import { link } from "../../../src/tasks/mod.ts";

/** fast-check prints the seed of a failure; `FC_SEED=<seed>` runs it again on every runtime. */
const seed = process.env["FC_SEED"];
const seeded = seed === undefined ? {} : { seed: Number(seed) };

const event = fc.constantFrom("stop", "abort", "close", "closed by itself", "undo", "turn");

/** A foreign thing that has both methods, and tells its end when it pleases. */
class Handle extends EventEmitter {
  stopped = 0;
  closed = 0;
  readonly #eager: boolean;

  constructor(eager: boolean) {
    super();
    this.#eager = eager;
  }

  stop(): void {
    this.stopped += 1;
    if (this.#eager) this.emit("close");
  }

  close(): Promise<void> {
    this.closed += 1;
    this.emit("close");
    return Promise.resolve();
  }
}

it("a link calls each side at most once, whoever ends first", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 10 }),
      fc.boolean(),
      fc.nat(10),
      async (events, eager, linkedAt) => {
        const scope = new Scope("scope");
        const handle = new Handle(eager);
        let stops = 0;
        scope.onStop(() => stops += 1);
        let undo: (() => void) | undefined;
        let wasUndone = false;
        let hasEnded = false;

        for (const [at, each] of events.entries()) {
          if (at === linkedAt) undo = link(scope, handle);
          if (each === "stop") scope.stop();
          else if (each === "abort") scope.abort();
          else if (each === "close") void scope.close();
          else if (each === "turn") await undefined;
          else if (each === "closed by itself") {
            handle.emit("close");
            if (undo && !wasUndone) assert.equal(scope.isStopping, true);
            hasEnded ||= undo !== undefined && handle.stopped === 0;
          } else if (each === "undo" && undo) {
            undo();
            wasUndone ||= !scope.isStopping;
          }
        }
        await scope.close();
        for (let turn = 0; turn < 20; turn += 1) await undefined;

        assert.equal(stops, 1);
        assert.equal(handle.listenerCount("close"), 0, "no listener is left");
        const isAsked = undo !== undefined && !wasUndone && !hasEnded;
        assert.equal(handle.stopped, isAsked ? 1 : 0);
        assert.ok(handle.closed <= handle.stopped);
        if (isAsked && eager) assert.equal(handle.closed, 0);
      },
    ),
    { numRuns: 3_000, ...seeded },
  );
});

it("a ring of scopes and controllers is aborted once, whoever begins", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 30 }),
      fc.nat(5),
      fc.boolean(),
      async (pairs, beginner, byScope) => {
        const scopes = Array.from({ length: 6 }, (_, at) => new Scope(`scope-${at}`));
        const controllers = scopes.map(() => new AbortController());
        const heard = scopes.map(() => 0);
        scopes.forEach((scope, at) => scope.onAbort(() => heard[at] = (heard[at] ?? 0) + 1));
        for (const [a, b] of pairs) link(at(scopes, a), at(controllers, b));

        const reached = reachable(pairs, beginner, byScope);
        if (byScope) at(scopes, beginner).abort("enough");
        else at(controllers, beginner).abort("enough");

        assert.deepEqual(heard, scopes.map((_, n) => (reached.has(`scope ${n}`) ? 1 : 0)));
        assert.deepEqual(
          controllers.map(({ signal }) => signal.aborted),
          controllers.map((_, n) => reached.has(`controller ${n}`)),
        );
        await Promise.all(scopes.map((scope) => scope.close()));
      },
    ),
    { numRuns: 500, ...seeded },
  );
});

function at<T>(all: readonly T[], index: number): T {
  const found = all[index];
  assert.ok(found);
  return found;
}

function reachable(
  pairs: readonly (readonly [number, number])[],
  beginner: number,
  byScope: boolean,
): ReadonlySet<string> {
  const reached = new Set([`${byScope ? "scope" : "controller"} ${beginner}`]);
  for (let size = 0; size < reached.size;) {
    size = reached.size;
    for (const [a, b] of pairs) {
      const ends = [`scope ${a}`, `controller ${b}`];
      if (ends.some((end) => reached.has(end))) { for (const end of ends) reached.add(end); }
    }
  }
  return reached;
}
