// A task that holds the event loop after it has waited: only a thread can tell who it is.
import { setTimeout as delay } from "node:timers/promises";
import process from "node:process";
import { Scope } from "quiesce";
import { type Block, blockText, detectBlocks } from "quiesce/leak";
import { blockWatch } from "quiesce/node";

const { promise: block, resolve } = Promise.withResolvers<Block>();
const detector = detectBlocks({
  watch: blockWatch({ print: process.env["PRINT"] === "1" }),
  // A busy machine makes shorter ones by itself.
  onBlock: (each) => each.heldMs > 900 && resolve(each),
});
await detector.started;
const orders = new Scope("orders");
orders.spawn("poll", async () => {
  for (;;) await delay(5);
});
orders.spawn("parse", async (scope) => {
  scope.status("file 3 of 9");
  await delay(100);
  parseLargeFile();
});

function parseLargeFile(): void {
  const endMs = process.env["FOR_EVER"] === "1" ? Infinity : performance.now() + 1_000;
  while (performance.now() < endMs);
}

const found = await block;
console.log(JSON.stringify(found));
console.log(blockText(found));
process.exit(0);
