// The loop of a worker: asked to stop in mid-message, it finishes what it holds, takes no
// other, and hands back what comes too late. Ends by itself.
import { consume, sleep } from "quiesce/wrap";
import { run } from "./door.ts";

// Not `await run(…)`: Deno and Bun would wait for it for ever.
void run((life) => {
  const queue = life.use("queue", openQueue(), () => console.log("closed queue"));
  life.spawn("mailer", async (scope) => {
    const { acked, returned, failed } = await consume(queue, scope, async (letter, own) => {
      console.log(`took ${letter}`);
      // A deploy, say, comes while the second letter is being sent.
      if (letter === "letter 2") {
        setTimeout(() => void life.shutdown("a newer version is here"), 10);
      }
      // Aborts only when the time to finish is over.
      await sleep(50, { signal: own });
      console.log(`sent ${letter}`);
    }, { concurrency: 3 });
    console.log(`${acked} sent, ${returned} handed back, ${failed} failed`);
  });
});

/** Stands for your queue. It gives one message more after it was told that none is wanted. */
function openQueue() {
  const letters = ["letter 1", "letter 2"];
  return {
    receive: async (signal: AbortSignal): Promise<string> => {
      const letter = letters.shift();
      if (letter !== undefined) return letter;
      await new Promise((woken) => signal.addEventListener("abort", woken));
      return "letter 3";
    },
    ack: (letter: string): void => console.log(`acknowledged ${letter}`),
    release: (letter: string): void => console.log(`handed back ${letter}`),
  };
}
