import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** A queue behind a socket that speaks in lines: `take`, `ack <id>`, `release <id>`. */
export interface RemoteQueue extends Disposable {
  receive(signal: AbortSignal): Promise<string | undefined>;
  ack(message: string): void;
  release(message: string): void;
}

/** Connects to the broker, which answers a `take` with one message as soon as there is one. */
export async function openQueue(port: number): Promise<RemoteQueue> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let waiting: PromiseWithResolvers<string | undefined> | undefined;
  createInterface(socket).on("line", (message) => waiting?.resolve(message));
  return {
    async receive(signal) {
      waiting ??= Promise.withResolvers();
      const taken = waiting;
      const cancel = (): void => void socket.write("cancel\n");
      signal.addEventListener("abort", cancel, { once: true });
      socket.write("take\n");
      const message = await taken.promise;
      signal.removeEventListener("abort", cancel);
      waiting = undefined;
      return message === "none" ? undefined : message;
    },
    ack: (message) => void socket.write(`ack ${message}\n`),
    release: (message) => void socket.write(`release ${message}\n`),
    [Symbol.dispose]: () => void socket.end(),
  };
}
