// The fifth way: a loop that never waits. Nobody hears of anything while it runs.
import { blockText, detectBlocks } from "quiesce/leak";
import { run } from "./door.ts";

await run((life) => {
  detectBlocks({ onBlock: (block) => console.error(blockText(block)) });
  life.use("connection", setInterval(() => {}, 1_000), (connection) => clearInterval(connection));
  life.scope.spawn("sum", () => {
    console.log("ready");
    const endMs = performance.now() + 1_000;
    while (performance.now() < endMs);
  });
}, { graceMs: 1_000 });
