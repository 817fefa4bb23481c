// The fourth way: what is waited for knows no signal.
import { run } from "./door.ts";

await run((life) => {
  const queue = life.use("queue", openQueue(), (queue) => queue.close());
  life.spawn("consumer", async () => {
    for (;;) console.log(`took ${await queue.take()}`);
  });
  console.log("ready");
}, { graceMs: 1_000 });

/** Stands for a client that waits for as long as it takes. */
function openQueue() {
  const connection = setInterval(() => {}, 1_000);
  return {
    take: () => new Promise<string>(() => {}),
    close: (): void => clearInterval(connection),
  };
}
