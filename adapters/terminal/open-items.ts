import type { Gate, Lifecycle, Unstopped } from "../../src/core/mod.ts";
import type { Progress } from "../../src/host/mod.ts";
import type { OpenItem } from "./frame.ts";

/** What a life waits for, the oldest first, and last what nobody knows the age of. */
export class OpenItems {
  readonly #life: Lifecycle;
  readonly #progress: Progress;
  /** Since when, by name: some ages are rounded, and what is seen must not change places. */
  #since: ReadonlyMap<string, number> = new Map();

  constructor(life: Lifecycle, progress: Progress) {
    this.#life = life;
    this.#progress = progress;
  }

  /** What is open now. */
  look(): readonly OpenItem[] {
    const nowMs = this.#life.clock.nowMs();
    const items = openNow(this.#life, this.#progress, nowMs);
    const since = new Map<string, number>();
    for (const { name, ageMs } of items) {
      const startMs = ageMs === undefined ? Infinity : nowMs - ageMs;
      if (!since.has(name)) since.set(name, this.#since.get(name) ?? startMs);
    }
    this.#since = since;
    return items.sort((a, b) => compare(since.get(a.name), since.get(b.name)));
  }
}

/** What was opened first comes first, where ages do not tell. */
function openNow(life: Lifecycle, progress: Progress, nowMs: number): OpenItem[] {
  const leased = life.gates().flatMap((gate) => inside(gate, nowMs));
  const names = new Set(leased.map(({ name }) => `/${name}`));
  return [
    ...leased,
    // The scope of a request is open as long as its lease, under the same name.
    ...leaves(life.open()).filter(({ path }) => !names.has(path)).toReversed()
      .map(({ path, ageMs, status }) => ({ name: path, ageMs, status })),
    ...progress.hooks().map(({ name, ageMs }) => ({ name: `hook ${name}`, ageMs })),
  ];
}

function compare(one = Infinity, other = Infinity): number {
  return one === other ? 0 : one - other;
}

/** Without those that are open only because something below them is. */
function leaves(open: readonly Unstopped[]): readonly Unstopped[] {
  // Parents come before their children, so a parent is followed by its first child.
  return open.filter(({ path }, index) => !open[index + 1]?.path.startsWith(`${path}/`));
}

function inside(gate: Gate, nowMs: number): OpenItem[] {
  const leases = gate.leases().toReversed();
  const unnamed = gate.inFlight - leases.length;
  const named = leases.map(({ name, sinceMs }) => ({
    name,
    ageMs: Number.isNaN(sinceMs) ? undefined : nowMs - sinceMs,
  }));
  if (unnamed <= 0) return named;
  return [...named, { name: `${unnamed} in gate "${gate.name}"`, ageMs: undefined }];
}
