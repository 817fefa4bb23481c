import { aFunction, badOption } from "../../src/check/mod.ts";
import { type Lifecycle, type Release, release } from "../../src/core/mod.ts";
import { attempt, chain, type Soon } from "./chain.ts";
import { hasEnded, ownerOf } from "./owner.ts";
import { fileStore, type PreviousStore } from "./previous.ts";
import { type Owner, type ProcessEnd, recordText } from "./record.ts";
import { settle } from "./settle.ts";
import type { SavedTotals, Totals } from "./totals.ts";

/** Checks where the record is kept. */
export function storeOf(given: string | PreviousStore): PreviousStore {
  const action = "export metrics";
  if (typeof given === "string" && given !== "") return fileStore(given);
  if (typeof given !== "object" || given === null) {
    throw badOption(action, "previous", "a path or a store", given);
  }
  aFunction(action, "previous.read", given.read);
  aFunction(action, "previous.write", given.write);
  return given;
}

/**
 * The record of a process, from the mark that it has begun to how it ended.
 *
 * 1. Whatever was shown is kept before: the next process never counts from less.
 * 2. Each process writes what it has counted itself, and only those after it add that up, once.
 * 3. Who has been added up writes no more.
 */
export class Memory {
  readonly #life: Lifecycle;
  readonly #store: PreviousStore;
  readonly #own: () => Totals;
  readonly #owner: Owner;
  readonly #undo: readonly Release[];
  #before: SavedTotals = {};
  #end: ProcessEnd = "none";
  #kept = "";
  #isKnown = false;
  #isAlone = true;
  #hasFailed = false;
  #work: Soon<void> = undefined;

  /** Takes what others have left, and leaves a mark. `own` is what this process has counted so far. */
  constructor(life: Lifecycle, store: PreviousStore, own: () => Totals) {
    this.#life = life;
    this.#store = store;
    this.#own = own;
    this.#owner = ownerOf(life);
    void this.#keep(own());
    this.#undo = [
      life.on("stopped", ({ waitUntil }) => {
        const written = this.#endBy("completed");
        if (written !== undefined) waitUntil(written);
      }),
      life.on("shutdown.requested", () => this.#goOn()),
      onBeforeExit(() => {
        if (life.remainingMs() === Infinity) void this.#endBy("idle");
      }),
    ];
  }

  /** Keeps `now`, and adds to it what was counted before. **Ends** once both is done; never rejects. */
  async complete(now: Totals): Promise<Totals> {
    await this.#work;
    const isKept = this.#isAlone && this.#kept === textOf(now);
    if (!isKept && this.#end === "none") await this.#keep(now);
    now.load(this.#before);
    return now;
  }

  /** Notes that nobody looks after this process any more. **Again**, and after its end: nothing. */
  release(): void {
    this.#undo.forEach((each) => each());
    void this.#endBy("released");
  }

  #endBy(end: ProcessEnd): Soon<void> {
    if (this.#end === end || this.#end === "completed" || this.#end === "released") return;
    this.#end = end;
    hasEnded(this.#owner);
    return this.#keep(this.#own());
  }

  /** Nothing was left to do, and then there was: an orderly end. */
  #goOn(): void {
    if (this.#end !== "idle") return;
    this.#end = "none";
    void this.#keep(this.#own());
  }

  #keep(now: Totals): Soon<void> {
    return this.#work = chain(
      this.#work,
      () => attempt((error) => this.#failed(error), () => this.#exchange(now)),
    );
  }

  #exchange(now: Totals): Soon<void> {
    return chain(this.#store.read(), (text) => {
      const { totals, processes } = settle(text, this.#owner, this.#life.clock.wallMs());
      const others = processes.filter(({ id }) => id !== this.#owner.id);
      if (this.#isKnown && others.length === processes.length) return;
      this.#before = totals;
      this.#isAlone = others.length === 0;
      const own = { ...this.#owner, end: this.#end, totals: now.saved() };
      const kept = textOf(now);
      return chain(this.#store.write(recordText({ totals, processes: [...others, own] })), () => {
        this.#kept = kept;
        this.#isKnown = true;
        this.#hasFailed = false;
      });
    });
  }

  /** Once, and again at the end. What is caught while the life ends would be a failure of that end. */
  #failed(error: unknown): void {
    const isEnding = this.#life.state !== "stopped" && this.#life.remainingMs() !== Infinity;
    const isTold = this.#end !== "none" || !this.#hasFailed;
    this.#hasFailed = true;
    if (isTold && !isEnding) this.#life.caught("record of the previous end", error);
  }
}

function textOf(totals: Totals): string {
  return JSON.stringify(totals.saved());
}

interface Surroundings {
  readonly process?: {
    on?(event: "beforeExit", listener: () => void): unknown;
    off?(event: "beforeExit", listener: () => void): unknown;
  };
}

/** Where nobody ends the life, a process that has nothing left to do ends well all the same. */
function onBeforeExit(listener: () => void): Release {
  const { process } = globalThis as Surroundings;
  process?.on?.("beforeExit", listener);
  return release(() => void process?.off?.("beforeExit", listener));
}
