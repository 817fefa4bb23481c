import process from "node:process";
import type { ProcessRecord } from "../result.ts";
import type { Address } from "../wire/connection.ts";
import { type Listener, listenersOf } from "./listeners.ts";
import { hasVariable, type ProcessRow, processRow, processTable } from "./process-table.ts";
import { sendSignal } from "./send-signal.ts";

/** What was killed is gone a moment later; on a busy machine, some moments. */
const KILL_MS = 500;

/**
 * The process that was started and all that stem from it.
 *
 * A child whose parent has ended belongs to nobody's tree any more, and one that made a session of
 * its own to nobody's group; so every look keeps whom it has seen, and a variable in the
 * environment tells the rest.
 */
export class Family {
  readonly root: number;
  readonly #mark: string;
  readonly #seen: Map<number, ProcessRow> = new Map();
  readonly #strangers: Map<number, string> = new Map();
  #server: number | undefined;
  #listeners: readonly Listener[] = [];

  /** `mark`: an assignment that the environment of the root, and of nobody else, has. */
  constructor(root: number, mark: string) {
    this.root = root;
    this.#mark = mark;
  }

  /** How many were seen so far. */
  get size(): number {
    return this.#seen.size;
  }

  /** Those who are alive now, the root first. */
  look(): readonly ProcessRow[] {
    const table = processTable().filter(({ isZombie }) => !isZombie);
    const members: Map<number, ProcessRow> = new Map();
    for (const row of table) if (this.#isOurs(row)) members.set(row.pid, row);
    for (let size = -1; size !== members.size;) {
      size = members.size;
      for (const row of table) if (members.has(row.parent)) members.set(row.pid, row);
    }
    // The judge is nobody's child here, whatever its environment says.
    members.delete(process.pid);
    for (const row of members.values()) this.#keep(row);
    return [...members.values()].toSorted((a, b) => this.#depth(a) - this.#depth(b));
  }

  /** Where those who are alive take connections. */
  listeners(): readonly Listener[] {
    return listenersOf(this.look().map(({ pid }) => pid));
  }

  /**
   * The process that holds the socket that answers: the one nearest to the root, since one that
   * serves by workers shares its socket with them. `undefined` when it cannot be known.
   */
  server(address: Address): ProcessRow | undefined {
    const here = this.listeners().filter(({ port }) => port === address.port);
    if (here.length > 0) this.#listeners = here;
    this.#server ??= here[0]?.pid;
    return this.#server === undefined ? undefined : this.#seen.get(this.#server);
  }

  /** From the root down to `pid`. Empty when it is not known how it was started. */
  chainTo(pid: number): readonly ProcessRow[] {
    const chain: ProcessRow[] = [];
    for (let row = this.#seen.get(pid); row; row = this.#seen.get(row.parent)) {
      chain.unshift(row);
      if (row.pid === this.root) return chain;
    }
    return [];
  }

  isAlive(pid: number): boolean {
    const row = processRow(pid);
    return row !== undefined && !row.isZombie && row.started === this.#seen.get(pid)?.started;
  }

  /** Sends a signal to all who are alive. */
  signal(name: NodeJS.Signals): void {
    for (const { pid } of this.look()) sendSignal(pid, name);
  }

  /** Ends all at once, also those whom they start meanwhile. Returns those who are left. */
  kill(): readonly ProcessRow[] {
    for (const endMs = performance.now() + KILL_MS; performance.now() < endMs;) {
      sendSignal(-this.root, "SIGKILL");
      const left = this.look();
      if (left.length === 0) return [];
      for (const { pid } of left) sendSignal(pid, "SIGKILL");
    }
    return this.look();
  }

  /** All who were seen, and who of them is alive although the root is not. */
  records(isRootGone: boolean): readonly ProcessRecord[] {
    const alive = new Set(this.look().map(({ pid }) => pid));
    const listening = new Set(this.#listeners.map(({ pid }) => pid));
    return [...this.#seen.values()].map(({ pid, parent, command }) => ({
      pid,
      parent,
      command,
      listens: listening.has(pid),
      orphaned: isRootGone && pid !== this.root && alive.has(pid),
    }));
  }

  #isOurs(row: ProcessRow): boolean {
    const seen = this.#seen.get(row.pid);
    if (seen) return seen.started === row.started;
    return row.pid === this.root || row.group === this.root || this.#isMarked(row);
  }

  /** What it was started with does not change, so who is a stranger once is one for ever. */
  #isMarked({ pid, started }: ProcessRow): boolean {
    if (this.#strangers.get(pid) === started) return false;
    const isMarked = hasVariable(pid, this.#mark);
    if (isMarked === false) this.#strangers.set(pid, started);
    return isMarked === true;
  }

  /** What it runs may change; who started it does not, though its parent may have ended. */
  #keep(row: ProcessRow): void {
    const parent = this.#seen.get(row.pid)?.parent ?? row.parent;
    this.#seen.set(row.pid, { ...row, parent });
  }

  #depth(row: ProcessRow): number {
    return row.pid === this.root ? -1 : this.chainTo(row.pid).length || Infinity;
  }
}
