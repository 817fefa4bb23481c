// deno-lint-ignore-file require-await -- what is measured are async functions, whatever they wait for
// What it costs to add many async cleanups to one owner, and to run them.
import { Scope } from "quiesce";
import { compare, nanoseconds, ratio, type Rounds, type Way } from "../measure/compare.ts";
import { isQuick } from "../measure/quick.ts";
import { report } from "../measure/report.ts";
import { effectCleanUp, effectCleanUpSync } from "../peers/effect.ts";
import { effectionCleanUp } from "../peers/effection.ts";

let ran = 0;

/** The cleanup that every way runs. */
// oxlint-disable-next-line require-await
async function cleanUp(): Promise<void> {
  ran += 1;
}

function cleanUpSync(): void {
  ran += 1;
}

async function scope(times: number): Promise<void> {
  const owner = new Scope("owner");
  for (let time = 0; time < times; time += 1) owner.defer(cleanUp);
  await owner.close();
}

async function stack(times: number): Promise<void> {
  const owner = new AsyncDisposableStack();
  for (let time = 0; time < times; time += 1) owner.defer(cleanUp);
  await owner.disposeAsync();
}

const WAYS: readonly Way[] = [
  { name: "scope", run: scope },
  ...(typeof AsyncDisposableStack === "function" ? [{ name: "stack", run: stack }] : []),
  { name: "effect", run: (times) => effectCleanUp(times, cleanUp) },
  { name: "effect-sync", run: (times) => effectCleanUpSync(times, cleanUpSync) },
];

const NO_STACK = "this runtime has no AsyncDisposableStack to compare with";

function reportAll(rounds: Rounds, size: "1k" | "100k"): void {
  const hasStack = rounds.has("stack");
  report(`cleanup.scope-${size}`, nanoseconds(rounds, "scope"), hasStack ? undefined : NO_STACK);
  if (hasStack) report(`cleanup.stack-${size}`, ratio(rounds, "stack", "scope"));
  report(`cleanup.effect-${size}`, ratio(rounds, "effect", "scope"));
  report(`cleanup.effect-sync-${size}`, ratio(rounds, "effect-sync", "scope"));
}

reportAll(await compare(WAYS, { times: 1_000, async: true }), "1k");
reportAll(await compare(WAYS, { times: 100_000, async: true, long: true }), "100k");

// So slow that a round of a hundred thousand takes ten seconds: one has to do.
const slow: readonly Way[] = [
  { name: "scope", run: scope },
  { name: "effection", run: (times) => effectionCleanUp(times, cleanUpSync) },
];
const slowFew = await compare(slow, { times: 1_000, async: true, long: true });
report("cleanup.effection-1k", ratio(slowFew, "effection", "scope"));
if (!isQuick()) {
  const slowMany = await compare(slow, { times: 100_000, async: true, long: true, rounds: 1 });
  report("cleanup.effection-100k", { value: ratio(slowMany, "effection", "scope").value });
}
if (ran === 0) throw new Error("Cannot measure cleanups: none was run");
