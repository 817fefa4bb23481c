import type { Scope } from "../core/mod.ts";
import type { MessageEnds } from "./message-source.ts";

/** What became of a message. `failed` means that its handler or its source threw. */
export type DeliveryEnd = "acked" | "returned" | "failed";

/** One message in hand: acknowledged or handed back, never both, neither twice. */
export class Delivery<M> {
  readonly message: M;
  readonly #scope: Scope;
  readonly #ends: MessageEnds<M>;
  readonly #number: number;
  #verb: "ack" | "release" | undefined;
  #done: Promise<boolean> | undefined;

  constructor(scope: Scope, ends: MessageEnds<M>, message: M, number: number) {
    this.#scope = scope;
    this.#ends = ends;
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
    if (this.#ends[verb] === undefined) return true;
    const call = async (): Promise<void> => void await this.#ends[verb]?.(this.message);
    const { end } = await this.#scope.spawn(`${verb}-${this.#number}`, call).outcome;
    if (end !== "refused") return end === "done";
    // The scope has given up waiting, but the message is still in hand.
    return await call().then(() => true, () => false);
  }
}
