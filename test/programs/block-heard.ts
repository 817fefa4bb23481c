// A task that holds the event loop between two checkpoints: every runtime can tell who it was.
import { setTimeout as delay } from "node:timers/promises";
import { Scope } from "quiesce";
import { type Block, blockText, detectBlocks } from "quiesce/leak";
import { checkpoint } from "quiesce/tasks";

const { promise: block, resolve } = Promise.withResolvers<Block>();
// A busy machine makes shorter ones by itself.
const detector = detectBlocks({ onBlock: (each) => each.heldMs > 400 && resolve(each) });
const orders = new Scope("orders");
orders.spawn("poll", async () => {
  while (!orders.isStopping) await delay(5);
});
orders.spawn("parse", async (scope) => {
  await delay(50);
  scope.status("file 3 of 9");
  const startMs = performance.now();
  // Rounds of a millisecond, and at last one of half a second.
  for (let isLast = false; !isLast;) {
    const turn = checkpoint(scope);
    if (turn) await turn;
    isLast = performance.now() - startMs > 30;
    spin(isLast ? 500 : 1);
  }
});

function spin(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

const stay = setInterval(() => {}, 1_000);
const found = await block;
console.log(JSON.stringify(found));
console.log(blockText(found));
detector.release();
clearInterval(stay);
await orders.close();
