import type { Scope } from "../core/mod.ts";
import type { Entry } from "./entry.ts";

/** Says of paths whether something below them is in use, for one look. */
export class Usage {
  readonly #entries: readonly Entry[];
  readonly #isSampled: boolean;
  readonly #above: Set<string> = new Set();
  readonly #walked: Set<string> = new Set();
  #noted: ReadonlySet<string> | undefined;

  /** Unless a sample only is noted, all that is below what is noted is noted too. */
  constructor(entries: readonly Entry[], isSampled: boolean) {
    this.#entries = entries;
    this.#isSampled = isSampled;
    for (const entry of entries) {
      if (entry.kind === "task" || entry.isInUse) this.#addAbove(entry.path);
    }
  }

  /** Whether a task or a scope in use is below `scope`. Ask of parents before children. */
  isAbove(path: string, scope: Scope): boolean {
    const isUnknown = this.#isSampled && !this.#above.has(path) && !this.#walked.has(path);
    if (isUnknown) this.#walk(scope);
    return this.#above.has(path);
  }

  /** What was not noted may be in use for all that is known. */
  #walk(scope: Scope): void {
    const noted = this.#noted ??= new Set(this.#entries.map(({ path }) => path));
    for (const { kind, path } of scope.open()) {
      // Each is walked once, since this costs as much as its depth.
      this.#walked.add(path);
      if (kind === "task" || !noted.has(path)) this.#addAbove(path);
    }
  }

  #addAbove(path: string): void {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const parent = path.slice(0, at);
      // All above that one are known then, which makes a deep chain cheap.
      if (this.#above.has(parent)) return;
      this.#above.add(parent);
    }
    this.#above.add("/");
  }
}
