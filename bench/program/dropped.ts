// Drops objects under one pattern of allocation, and prints how late each is collected; nothing
// here asks for a collection. Arguments: the pattern, how many ms to drop, how many to wait then.
import process from "node:process";

const EVERY_MS = 50;
const PER_DROP = 10;
const SMALL_EVERY_MS = 10;
const SMALL_OBJECTS = 10_000;
const BURST_EVERY_MS = 1_000;
const BURST_ARRAYS = 8;
const BURST_NUMBERS = 1_000_000;

const [pattern = "idle", dropMs = "2000", waitMs = "10000"] = process.argv.slice(2);

const latenciesMs: number[] = [];
const registry = new FinalizationRegistry<number>((droppedMs) => {
  latenciesMs.push(performance.now() - droppedMs);
});

let dropped = 0;
let kept: unknown;

const timers = [setInterval(drop, EVERY_MS), ...allocating()];
const [dropping] = timers;
setTimeout(() => clearInterval(dropping), Number(dropMs));
setTimeout(finish, Number(dropMs) + Number(waitMs));

function drop(): void {
  for (let made = 0; made < PER_DROP; made += 1) {
    registry.register({ name: "scope", number: made }, performance.now());
    dropped += 1;
  }
}

function allocating(): readonly ReturnType<typeof setInterval>[] {
  if (pattern === "small") return [setInterval(allocateSmall, SMALL_EVERY_MS)];
  if (pattern === "bursts") return [setInterval(allocateBurst, BURST_EVERY_MS)];
  return [];
}

/** Some fifty megabytes a second of objects that live for one turn, as requests make them. */
function allocateSmall(): void {
  kept = Array.from({ length: SMALL_OBJECTS }, (_, id) => ({ id, name: "request", next: kept }));
  kept = undefined;
}

/** Some sixty megabytes at once, each second, as reports make them. */
function allocateBurst(): void {
  kept = Array.from(
    { length: BURST_ARRAYS },
    () => Array.from({ length: BURST_NUMBERS }, Math.random),
  );
  kept = undefined;
}

function finish(): void {
  for (const timer of timers) clearInterval(timer);
  // What is collected at the exit itself is nobody told of: the count is taken there.
  process.on("exit", () => console.log(JSON.stringify({ dropped, latenciesMs })));
}
