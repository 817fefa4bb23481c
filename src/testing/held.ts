/** What keeps the process alive, by kind, as far as the runtime tells. */
export type Held = ReadonlyMap<string, number>;

/** How much of what keeps it alive a runtime tells. */
export type Sight = "all" | "some" | "none";

interface Process {
  readonly stdout?: unknown;
  readonly stderr?: unknown;
  getActiveResourcesInfo?(): readonly string[];
}

const { process } = globalThis as { readonly process?: Process };

/** The runtime's own answer. Bun's is empty, whatever is open. */
export function heldByRuntime(): readonly string[] {
  // They are resources as soon as somebody has looked at them, and no leak of whoever logs first.
  void process?.stdout;
  void process?.stderr;
  return process?.getActiveResourcesInfo?.() ?? [];
}

/** Counts what was told as `Timeout`, several times, or as `Timeout x2`. */
export function countsOf(told: readonly string[]): Held {
  const counts = new Map<string, number>();
  for (const text of told) {
    const [, kind = text, count = "1"] = /^(.*?)(?: x(\d+))?$/.exec(text) ?? [];
    counts.set(kind, (counts.get(kind) ?? 0) + Number(count));
  }
  return counts;
}

/** How many more there are of each kind. */
export function moreThan(before: Held, after: Held): Held {
  const more = [...after].map(([kind, count]) => [kind, count - (before.get(kind) ?? 0)] as const);
  return new Map(more.filter(([, count]) => count > 0));
}

/** Tries what the runtime tells: a timer, which most do, and a port, which only some do. */
export function sightOfRuntime(): Sight {
  const before = countsOf(heldByRuntime());
  const timer = setTimeout(() => {}, 60_000);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {};
  const told = moreThan(before, countsOf(heldByRuntime())).size;
  clearTimeout(timer);
  port1.close();
  port2.close();
  if (told === 0) return "none";
  return told === 1 ? "some" : "all";
}
