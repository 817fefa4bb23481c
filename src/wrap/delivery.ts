import type { Place, Scope } from "../core/mod.ts";
import type { MessageEnds } from "./message-source.ts";

/** What became of a message. `failed` means that its handler or its source threw. */
export type DeliveryEnd = "acked" | "returned" | "failed";

/** What all deliveries of a loop have in common. */
export interface DeliveryContext<M> {
  readonly scope: Scope;
  readonly ends: MessageEnds<M>;
  readonly place: Place;
}

/** One message in hand: acknowledged or handed back, never both, neither twice. */
export class Delivery<M> {
  readonly message: M;
  readonly #context: DeliveryContext<M>;
  readonly #number: number;
  #verb: "ack" | "release" | undefined;
  #done: Promise<boolean> | undefined;

  constructor(context: DeliveryContext<M>, message: M, number: number) {
    this.#context = context;
    this.message = message;
    this.#number = number;
  }

  /** What it is called in the tree. */
  get name(): string {
    return `message-${this.#number}`;
  }

  /** Tells the source, unless it has been told something before. Never rejects. */
  async settle(verb: "ack" | "release"): Promise<DeliveryEnd> {
    this.#verb ??= verb;
    this.#done ??= this.#tell(this.#verb);
    if (!await this.#done) return "failed";
    return this.#verb === "ack" ? "acked" : "returned";
  }

  /** A task of its own, so that the scope waits for it, names it and reports what it throws. */
  async #tell(verb: "ack" | "release"): Promise<boolean> {
    const { scope, ends, place } = this.#context;
    if (ends[verb] === undefined) return true;
    const call = async (): Promise<void> => void await ends[verb]?.(this.message);
    const { end } = await scope.spawn(`${verb}-${this.#number}`, call, { place }).outcome;
    if (end !== "refused") return end === "done";
    // The scope has given up waiting, but the message is still in hand.
    return await call().then(() => true, () => false);
  }
}
