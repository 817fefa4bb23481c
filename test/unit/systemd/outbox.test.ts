import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Message } from "../../../adapters/systemd/message.ts";
import { Outbox } from "../../../adapters/systemd/outbox.ts";

/** Sends one message at a time, each when it is let go. */
function slowOutbox() {
  const sent: Message[] = [];
  const failures: unknown[] = [];
  let letGo: PromiseWithResolvers<void> = Promise.withResolvers();
  const outbox = new Outbox((message) => {
    sent.push(message);
    letGo = Promise.withResolvers();
    return letGo.promise;
  }, (error) => failures.push(error));
  return {
    outbox,
    sent,
    failures,
    /** Lets the message go that is under way. */
    next: async (error?: Error): Promise<void> => {
      if (error) letGo.reject(error);
      else letGo.resolve();
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

describe("Outbox", () => {
  it("sends the first message at once, and of what waits only the latest status", async () => {
    const { outbox, sent, next } = slowOutbox();

    outbox.push({ READY: "1", STATUS: "ready" });
    outbox.push({ STATUS: "one" });
    outbox.push({ STATUS: "two", EXTEND_TIMEOUT_USEC: "1" });
    outbox.push({ WATCHDOG: "1" });
    await next();

    assert.deepEqual(sent, [
      { READY: "1", STATUS: "ready" },
      { STATUS: "two", EXTEND_TIMEOUT_USEC: "1", WATCHDOG: "1" },
    ]);
  });

  it("never mixes two turns of the life, nor changes their order", async () => {
    const { outbox, sent, next } = slowOutbox();

    outbox.push({ STATUS: "starting" });
    outbox.push({ RELOADING: "1" });
    outbox.push({ READY: "1" });
    outbox.push({ STOPPING: "1", STATUS: "announcing" });
    outbox.push({ STATUS: "draining" });
    for (const _ of [1, 2, 3]) await next();

    assert.deepEqual(sent, [
      { STATUS: "starting" },
      { RELOADING: "1" },
      { READY: "1" },
      { STOPPING: "1", STATUS: "draining" },
    ]);
  });

  it("says when all has left, also what came meanwhile", async () => {
    const { outbox, next } = slowOutbox();
    let isSent = false;
    outbox.push({ STATUS: "one" });

    void outbox.sent().then(() => isSent = true);
    outbox.push({ STATUS: "two" });
    await next();
    assert.equal(isSent, false);
    await next();

    assert.equal(isSent, true);
  });

  it("goes on after a message that could not be sent, and tells of it", async () => {
    const { outbox, sent, failures, next } = slowOutbox();
    const error = new Error("no such file");

    outbox.push({ READY: "1" });
    outbox.push({ STOPPING: "1" });
    await next(error);

    assert.deepEqual(failures, [error]);
    assert.deepEqual(sent, [{ READY: "1" }, { STOPPING: "1" }]);
  });
});
