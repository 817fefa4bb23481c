import {
  type Clock,
  type Place,
  placeOf,
  type SpawnOptions,
  type Task,
  type TaskOutcome,
} from "../core/mod.ts";

/** While fewer are live than this, each place is taken. */
const FEW_LIVE = 4;
/** Of the others, one in so many. */
const SAMPLE_OF = 256;
const HEAD_LENGTH = 60;

/** What the spawns of a group have in common. */
export interface GroupSpawnHost {
  readonly clock: Clock;
  readonly places: "all" | "some" | "none";
  readonly failed: (task: Task<unknown>, error: unknown) => void;
  readonly ended: (task: Task<unknown>, outcome: TaskOutcome<unknown>) => void;
}

/** Makes the options of the spawns of a group. Keeps none of them beyond the end of the turn. */
export class GroupSpawns {
  readonly #host: GroupSpawnHost;
  readonly #drop = (): void => {
    this.#isFresh = false;
    this.#last = undefined;
  };
  #last: SourceSpawn | undefined;
  #isFresh = false;
  #nowMs = 0;
  #count = 0;

  constructor(host: GroupSpawnHost) {
    this.#host = host;
  }

  /** The time, read once in a turn: all that one turn spawns or ends has one time. */
  nowMs(): number {
    if (this.#isFresh) return this.#nowMs;
    this.#isFresh = true;
    queueMicrotask(this.#drop);
    return this.#nowMs = this.#host.clock.nowMs();
  }

  /** Says when and where `run` is spawned by the caller of `entry`. */
  options(entry: unknown, run: unknown, live: number): SpawnOptions & { readonly place: Place } {
    if (this.#isTaken(live)) return this.at(placeOf(entry));
    return this.#sourceOf(run);
  }

  /** Says when, for a spawn whose place is known. */
  at(place: Place): SpawnOptions & { readonly place: Place } {
    const { failed, ended } = this.#host;
    return { place, startMs: this.nowMs(), failed, ended };
  }

  /** A loop spawns the same function again and again. */
  #sourceOf(run: unknown): SourceSpawn {
    const last = this.#last;
    if (last !== undefined && last.run === run) return last;
    return this.#last = new SourceSpawn(run, this.nowMs(), this.#host);
  }

  #isTaken(live: number): boolean {
    const { places } = this.#host;
    if (places !== "some") return places === "all";
    this.#count = (this.#count + 1) % SAMPLE_OF;
    return live < FEW_LIVE || this.#count === 0;
  }
}

/**
 * A spawn without a place. What the task looks like stands in for it.
 *
 * It is its own place, since a live task is to be small.
 */
class SourceSpawn implements SpawnOptions, Place {
  readonly run: unknown;
  readonly startMs: number;
  readonly failed: GroupSpawnHost["failed"];
  readonly ended: GroupSpawnHost["ended"];

  constructor(run: unknown, startMs: number, { failed, ended }: GroupSpawnHost) {
    this.run = run;
    this.startMs = startMs;
    this.failed = failed;
    this.ended = ended;
  }

  get place(): Place {
    return this;
  }

  get text(): string {
    const source = Function.prototype.toString.call(this.run);
    const line = source.split("\n", 1)[0] ?? "";
    // Where types were stripped, there are gaps.
    const flat = line.replaceAll(/\s+(?=\))/g, "").replaceAll(/\s+/g, " ").trim();
    const isWhole = line.length === source.length && flat.length <= HEAD_LENGTH;
    return `near: ${flat.slice(0, HEAD_LENGTH)}${isWhole ? "" : "…"}`;
  }
}
