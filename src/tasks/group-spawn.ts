import {
  type Clock,
  type Place,
  placeOf,
  type SpawnOptions,
  type Task,
  type TaskOutcome,
} from "../core/mod.ts";

/** Which places are taken. Numbers, since comparing words here costs a task a tenth of its time. */
interface Sampling {
  /** While fewer are live than this, the first places of each turn are taken. */
  readonly fewLive: number;
  /** How many are the first: who spawns a thousand at once pays for no more. */
  readonly firstOfTurn: number;
  /** Of the others, one in so many. */
  readonly oneIn: number;
}

const NEVER = 2 ** 30;
const SAMPLINGS: Readonly<Record<"all" | "some" | "none", Sampling>> = {
  all: { fewLive: NEVER, firstOfTurn: NEVER, oneIn: 1 },
  some: { fewLive: 64, firstOfTurn: 2, oneIn: 1_024 },
  none: { fewLive: 0, firstOfTurn: 0, oneIn: NEVER },
};
const HEAD_LENGTH = 60;

/** What the spawns of a group have in common. */
export interface GroupSpawnHost {
  readonly clock: Clock;
  readonly places: keyof typeof SAMPLINGS;
  readonly failed: (task: Task<unknown>, error: unknown) => void;
  readonly ended: (task: Task<unknown>, outcome: TaskOutcome<unknown>) => void;
}

/** Makes the options of the spawns of a group. Keeps none of them beyond the end of the turn. */
export class GroupSpawns {
  readonly #host: GroupSpawnHost;
  readonly #drop = (): void => {
    this.#isFresh = false;
    this.#last = this.#taken = undefined;
    this.#takenCount = 0;
  };
  #last: SourceSpawn | undefined;
  /** The last place that this turn has taken. */
  #taken: Place | undefined;
  #takenCount = 0;
  #isFresh = false;
  #nowMs = 0;
  readonly #sampling: Sampling;
  #untilSample: number;

  constructor(host: GroupSpawnHost) {
    this.#host = host;
    this.#sampling = SAMPLINGS[host.places];
    this.#untilSample = this.#sampling.oneIn;
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
    const last = this.#last;
    // A loop spawns the same function again and again.
    if (last !== undefined && last.run === run) return last;
    if (!this.#isTaken(live)) return this.#sourceOf(run);
    this.#takenCount += 1;
    return this.at(this.#taken = placeOf(entry));
  }

  /** Says when, for a spawn whose place is known. */
  at(place: Place): SpawnOptions & { readonly place: Place } {
    const { failed, ended } = this.#host;
    return { place, startMs: this.nowMs(), failed, ended };
  }

  #isTaken(live: number): boolean {
    const { fewLive, firstOfTurn, oneIn } = this.#sampling;
    this.#untilSample -= 1;
    if (this.#untilSample > 0) return live < fewLive && this.#takenCount < firstOfTurn;
    this.#untilSample = oneIn;
    return true;
  }

  #sourceOf(run: unknown): SourceSpawn {
    const startMs = this.nowMs();
    return this.#last = new SourceSpawn(run, { startMs, beside: this.#taken }, this.#host);
  }
}

/**
 * A spawn without a place. What the task looks like, and what was spawned in the same turn, stand in
 * for it.
 *
 * It is its own place, since a live task is to be small.
 */
class SourceSpawn implements SpawnOptions, Place {
  readonly run: unknown;
  readonly startMs: number;
  readonly beside: Place | undefined;
  readonly failed: GroupSpawnHost["failed"];
  readonly ended: GroupSpawnHost["ended"];

  constructor(
    run: unknown,
    { startMs, beside }: Pick<SourceSpawn, "startMs" | "beside">,
    { failed, ended }: GroupSpawnHost,
  ) {
    this.run = run;
    this.startMs = startMs;
    this.beside = beside;
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
    const head = `near: ${flat.slice(0, HEAD_LENGTH)}${isWhole ? "" : "…"}`;
    return this.beside === undefined ? head : `${head}, spawned with ${this.beside.text}`;
  }
}
