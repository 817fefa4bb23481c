// Prints two leaks when it is told of them, and ends by itself, although it keeps its detector.
import { Scope } from "quiesce";
import { detectLeaks } from "quiesce/leak";

const detector = detectLeaks({ maxAgeMs: 200, ignoreAbortMs: 50, intervalMs: 100 });
const forgotten = new Scope("forgotten");
const orders = new Scope("orders");
// What nobody holds on to is collected, and is another leak then.
const stay = setInterval(() => [forgotten, orders], 60_000);
const found: string[] = [];

detector.on("leak.found", ({ problem, path }) => {
  found.push(`found ${problem} ${path}`);
  if (found.length < 2) return;
  for (const line of found.toSorted()) console.log(line);
  clearInterval(stay);
});
orders.spawn("deaf", () => new Promise(() => {}));
orders.abort();
