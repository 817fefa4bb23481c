// What it costs to cancel many scopes, and to listen to one many times over.
import { Scope } from "quiesce";
import { collect, liveBytes } from "../measure/heap.ts";
import { spreadOf } from "../measure/median.ts";
import { isQuick } from "../measure/quick.ts";
import { report } from "../measure/report.ts";

const SCOPES = 1_000_000;
const LISTENERS = 100_000;
const PLATFORM_LISTENERS = 10_000;
const FAN_OUT = 10;
const TURNS = isQuick() ? 3 : 7;

report("tree.cancel", spreadOf(await turns(() => nsPerScope(wideTree()))));
report("tree.branches", spreadOf(await turns(() => nsPerScope(branchyTree()))));
report("tree.depth", spreadOf(await turns(() => nsPerScope(chain()))));
report("tree.bytes", { value: await bytesPerScope() });
report("listeners.scope", spreadOf(await turns(usPerScopeListener)));
report(
  "listeners.platform",
  spreadOf(await turns(usPerPlatformListener)),
  `measured with ${PLATFORM_LISTENERS}, extrapolated to ${LISTENERS}: each listener looks at all others`,
);

async function turns(measure: () => number): Promise<number[]> {
  const found: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    await collect();
    found.push(measure());
  }
  return found;
}

/** Ten children a scope, until there are enough. */
function wideTree(): Scope {
  const root = new Scope("root");
  let parents: Scope[] = [root];
  let made = 1;
  while (made < SCOPES) {
    const children: Scope[] = [];
    for (const parent of parents) {
      for (let child = 0; child < FAN_OUT && made < SCOPES; child += 1, made += 1) {
        children.push(parent.child("child"));
      }
    }
    parents = children;
  }
  return root;
}

/** The same tree, but each branch is grown to its end before the next: neighbors lie far apart. */
function branchyTree(): Scope {
  const root = new Scope("root");
  let made = 1;
  const grow = (parent: Scope, depth: number): void => {
    for (let child = 0; child < FAN_OUT && made < SCOPES; child += 1) {
      made += 1;
      const scope = parent.child("child");
      if (depth > 1) grow(scope, depth - 1);
    }
  };
  grow(root, Math.ceil(Math.log10(SCOPES)));
  return root;
}

function chain(): Scope {
  const root = new Scope("root");
  let last = root;
  for (let made = 1; made < SCOPES; made += 1) last = last.child("child");
  return root;
}

function nsPerScope(root: Scope): number {
  const startMs = performance.now();
  root.abort();
  return (performance.now() - startMs) * 1e6 / SCOPES;
}

async function bytesPerScope(): Promise<number> {
  const before = await liveBytes();
  const root = wideTree();
  const after = await liveBytes();
  root.abort();
  return (after - before) / SCOPES;
}

function usPerScopeListener(): number {
  const scope = new Scope("root");
  let called = 0;
  const startMs = performance.now();
  for (let added = 0; added < LISTENERS; added += 1) scope.onAbort(() => called += 1);
  scope.abort();
  const tookMs = performance.now() - startMs;
  if (called !== LISTENERS) throw new Error("Cannot measure listeners: some were not called");
  return tookMs * 1e3 / LISTENERS;
}

/** Adding and calling `n` listeners takes the platform a time in n², so a tenth takes a hundredth. */
function usPerPlatformListener(): number {
  const controller = new AbortController();
  let called = 0;
  const startMs = performance.now();
  for (let added = 0; added < PLATFORM_LISTENERS; added += 1) {
    controller.signal.addEventListener("abort", () => called += 1);
  }
  controller.abort();
  const tookMs = performance.now() - startMs;
  if (called !== PLATFORM_LISTENERS) {
    throw new Error("Cannot measure listeners: some were not called");
  }
  return tookMs * 1e3 / PLATFORM_LISTENERS * (LISTENERS / PLATFORM_LISTENERS);
}
