import { type Release, release } from "../core/mod.ts";

/** Listens to one thing of the process, once, for however many want to hear of it. */
export class SharedListener<T> {
  readonly #install: (tell: (value: T) => void) => Release;
  readonly #listeners: Set<{ readonly hear: (value: T) => void }> = new Set();
  #uninstall: Release | undefined;

  constructor(install: (tell: (value: T) => void) => Release) {
    this.#install = install;
  }

  /** Adds `hear`. The first installs, and the release of the last uninstalls. */
  add(hear: (value: T) => void): Release {
    this.#uninstall ??= this.#install((value) => this.#tell(value));
    const entry = { hear };
    this.#listeners.add(entry);
    return release(() => this.#remove(entry));
  }

  #tell(value: T): void {
    for (const { hear } of [...this.#listeners]) hear(value);
  }

  #remove(entry: { readonly hear: (value: T) => void }): void {
    this.#listeners.delete(entry);
    if (this.#listeners.size > 0) return;
    this.#uninstall?.();
    this.#uninstall = undefined;
  }
}
