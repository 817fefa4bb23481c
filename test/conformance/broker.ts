import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { freePort } from "./free-port.ts";
import { within } from "./wait.ts";

/** One connection of a consumer. */
interface Consumer {
  readonly number: number;
  readonly socket: Socket;
  readonly inHand: Set<string>;
  waits: boolean;
}

/**
 * A queue in the process of the judge, which programs take messages from over a socket. As with
 * every real one, what a lost connection had in hand goes to the next consumer.
 */
export class Broker {
  /** What happened, such as `gave m1 to 1`, `ack m1 by 1`, `release m1 by 1`, `lost m1 by 1`. */
  readonly told: string[] = [];
  readonly #server: Server;
  readonly #queue: string[];
  readonly #consumers: Consumer[] = [];
  #watchers: (() => void)[] = [];

  private constructor(messages: readonly string[]) {
    this.#queue = [...messages];
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Opens a broker with these messages, for the length of `judge`, which gets its port too. */
  static async open(
    messages: readonly string[],
    judge: (broker: Broker, port: number) => Promise<void>,
  ): Promise<void> {
    const broker = new Broker(messages);
    const port = await freePort();
    const { promise, resolve } = Promise.withResolvers<void>();
    broker.#server.listen(port, "127.0.0.1", resolve);
    await promise;
    await judge(broker, port).finally(() => broker.#close());
  }

  /** The messages that nobody has, the next one first. */
  get queue(): readonly string[] {
    return this.#queue;
  }

  /** Waits until this has happened. */
  async until(fact: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => void (this.told.includes(fact) && resolve());
    this.#watchers.push(look);
    look();
    await within(promise, `the broker to say "${fact}"`, () => this.told.join(", "));
  }

  #close(): void {
    this.#server.close();
    for (const { socket } of this.#consumers) socket.destroy();
  }

  #serve(socket: Socket): void {
    const number = this.#consumers.length + 1;
    const consumer: Consumer = { number, socket, inHand: new Set(), waits: false };
    this.#consumers.push(consumer);
    socket.on("error", () => {}).on("close", () => this.#lost(consumer));
    createInterface(socket).on("line", (line) => this.#hear(consumer, line)).on("error", () => {});
  }

  #hear(consumer: Consumer, line: string): void {
    const [verb = "", message = ""] = line.split(" ");
    if (verb === "take") consumer.waits = true;
    else if (verb === "cancel") this.#cancel(consumer);
    else if (consumer.inHand.delete(message)) this.#settle(consumer, verb, message);
    else this.#tell(`wrong ${verb} ${message} by ${consumer.number}`);
    this.#give();
  }

  #cancel(consumer: Consumer): void {
    if (consumer.waits) consumer.socket.write("none\n");
    consumer.waits = false;
  }

  #settle({ number }: Consumer, verb: string, message: string): void {
    if (verb === "release") this.#queue.unshift(message);
    this.#tell(`${verb} ${message} by ${number}`);
  }

  #lost(consumer: Consumer): void {
    consumer.waits = false;
    for (const message of consumer.inHand) {
      this.#queue.unshift(message);
      this.#tell(`lost ${message} by ${consumer.number}`);
    }
    consumer.inHand.clear();
    this.#give();
  }

  #give(): void {
    const consumer = this.#consumers.find(({ waits }) => waits);
    const message = consumer && this.#queue.shift();
    if (consumer === undefined || message === undefined) return;
    consumer.waits = false;
    consumer.inHand.add(message);
    consumer.socket.write(`${message}\n`);
    this.#tell(`gave ${message} to ${consumer.number}`);
    this.#give();
  }

  #tell(fact: string): void {
    this.told.push(fact);
    for (const look of this.#watchers) look();
  }
}
