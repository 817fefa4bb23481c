import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

/** A hook as data: what it is to run after, as places in the list, and how long it takes. */
interface Drawn {
  readonly after: readonly number[] | undefined;
  readonly lastsMs: number;
}

/** A hook that was accepted, and when it ran. */
interface Ran {
  readonly name: string;
  /** Where it stands in the order of registration. */
  readonly age: number;
  readonly after: readonly string[] | undefined;
  readonly spans: { startMs: number; endMs: number }[];
}

const MOST_HOOKS = 9;

const drawn: fc.Arbitrary<readonly Drawn[]> = fc.array(
  fc.record({
    after: fc.option(fc.uniqueArray(fc.nat(MOST_HOOKS - 1), { maxLength: 3 }), {
      nil: undefined,
      freq: 2,
    }),
    lastsMs: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: MOST_HOOKS },
);

it("calls every hook once, newest first unless after, and no later than it must", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async (hooks) => {
      const ran = await run(hooks);

      for (const hook of ran) {
        assert.equal(hook.spans.length, 1, `${hook.name} ran ${hook.spans.length} times`);
        if (hook.after) assertOnTime(hook, ran);
        else assertNewestFirst(hook, ran);
      }
    }),
    { numRuns: 100 },
  );
});

/** Registers the hooks as close hooks, and shuts down. Those that close a circle are refused. */
async function run(hooks: readonly Drawn[]): Promise<readonly Ran[]> {
  const clock = handClock();
  const life = new Lifecycle({ clock });
  const ran: Ran[] = [];
  hooks.forEach(({ after, lastsMs }, age) => {
    const hook: Ran = { name: `hook ${age}`, age, after: after?.map(nameOf), spans: [] };
    const body = async (): Promise<void> => {
      const span = { startMs: clock.nowMs(), endMs: Infinity };
      hook.spans.push(span);
      await new Promise<void>((resolve) => void clock.after(lastsMs, resolve));
      span.endMs = clock.nowMs();
    };
    const register = (): unknown =>
      life.onClose(hook.name, body, hook.after && { after: hook.after });
    if (!reaches(hook, hook.name, ran)) ran.push((register(), hook));
    else assert.throws(register, { code: "HOOK_CYCLE" });
  });
  const ending = life.shutdown();
  await clock.advance(MOST_HOOKS * 10);
  await ending;
  return ran;
}

function nameOf(age: number): string {
  return `hook ${age}`;
}

/** A hook with `after` waits for exactly those that it names, and starts as soon as they ended. */
function assertOnTime(hook: Ran, all: readonly Ran[]): void {
  const awaited = all.filter(({ name }) => hook.after?.includes(name));
  const expectedMs = Math.max(0, ...awaited.map(endMsOf));
  assert.equal(startMsOf(hook), expectedMs, `${hook.name} started late or early`);
}

/** A hook without `after` starts when all that was opened later has ended, unless that needs it. */
function assertNewestFirst(hook: Ran, all: readonly Ran[]): void {
  const awaited = all.filter((other) => other.age > hook.age && !needsAnyFrom(other, hook, all));
  const expectedMs = Math.max(0, ...awaited.map(endMsOf));
  assert.equal(startMsOf(hook), expectedMs, `${hook.name} started late or early`);
}

/** Whether `other` depends on `hook`, or on another that the chain closes after it. */
function needsAnyFrom(other: Ran, hook: Ran, all: readonly Ran[]): boolean {
  if (!other.after) return false;
  return all.some(({ name, after, age }) => !after && age <= hook.age && reaches(other, name, all));
}

/** Whether `after` leads from `hook` to `target`, directly or through others. */
function reaches(hook: Ran, target: string, all: readonly Ran[], seen = new Set<Ran>()): boolean {
  if (seen.has(hook)) return false;
  seen.add(hook);
  return (hook.after ?? []).some((name) => {
    const next = all.find((each) => each.name === name);
    return name === target || (next !== undefined && reaches(next, target, all, seen));
  });
}

function startMsOf({ spans }: Ran): number {
  return spans[0]?.startMs ?? Number.NaN;
}

function endMsOf({ spans }: Ran): number {
  return spans[0]?.endMs ?? Number.NaN;
}
