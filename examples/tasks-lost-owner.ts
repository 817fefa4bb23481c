// The third way: a promise without an owner. Nobody stops it, waits for it, or names it.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

await run((life) => {
  const mails = life.use("mails", openMails(), (mails) => mails.close());
  life.spawn("orders", async (scope) => {
    for (let order = 1; !scope.isStopping; order += 1) {
      console.log(`took order ${order}`);
      await delay(200, undefined, { signal: scope.signal });
      void mails.send("receipt");
    }
  });
}, { graceMs: 1_000 });

/** Stands for a client that needs a moment for each mail. */
function openMails() {
  let isOpen = true;
  return {
    send: async (mail: string): Promise<void> => {
      await delay(100);
      if (!isOpen) throw new Error(`Cannot send the ${mail}: the client is closed`);
    },
    close: (): void => void (isOpen = false),
  };
}
