import { connect, type Socket } from "node:net";
import { type Answer, ResponseReader } from "./response-reader.ts";

/** How a request was lost. Each is one that the server could have avoided. */
export type Loss =
  /** A fresh connection was accepted, and ended without a byte. */
  | "accepted, then dropped"
  /** A kept connection ended under the request; no answer before said `Connection: close`. */
  | "kept connection closed without notice"
  /** The answer began and did not reach its end. */
  | "answer cut"
  /** The server answered, but with an error of its own. */
  | "answered with an error";

/** What became of one request. */
export type Outcome =
  | { readonly end: "answered"; readonly answer: Answer }
  /** 503: an honest refusal. */
  | { readonly end: "refused"; readonly answer: Answer }
  /** There was no connection, so not a byte of the request was sent. */
  | { readonly end: "unreachable" }
  | { readonly end: "lost"; readonly how: Loss };

interface Exchange {
  readonly text: string;
  readonly reader: ResponseReader;
  settle(outcome: Outcome): void;
}

/** A raw HTTP/1.1 client connection, for one request at a time. */
export class Connection {
  /** Settles once a first request is on its way. Stays pending when there is no connection. */
  readonly written: Promise<void>;
  readonly #socket: Socket;
  readonly #written: PromiseWithResolvers<void> = Promise.withResolvers();
  #state: "connecting" | "open" | "closing" | "ended" = "connecting";
  #answers = 0;
  #exchange: Exchange | undefined;

  constructor(port: number) {
    this.written = this.#written.promise;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("connect", () => this.#open());
    this.#socket.on("data", (bytes) => this.#read(bytes));
    this.#socket.on("end", () => this.#ended(true));
    this.#socket.on("error", () => this.#ended(false));
    this.#socket.on("close", () => this.#ended(false));
  }

  /** Whether another request may be sent: nothing was said or done against it. */
  get isUsable(): boolean {
    return this.#exchange === undefined &&
      (this.#state === "connecting" || this.#state === "open");
  }

  /** Sends a request, as soon as there is a connection. Never rejects. */
  request(text: string, onBody?: (text: string) => void): Promise<Outcome> {
    return new Promise((settle) => {
      if (!this.isUsable) return settle({ end: "unreachable" });
      this.#exchange = { text, reader: new ResponseReader(onBody), settle };
      if (this.#state === "open") this.#send(text);
    });
  }

  /** Sends one more piece of the request's body. */
  write(text: string): void {
    if (this.#state === "open") this.#socket.write(text);
  }

  close(): void {
    this.#socket.destroy();
  }

  #open(): void {
    this.#state = "open";
    if (this.#exchange) this.#send(this.#exchange.text);
  }

  #send(text: string): void {
    this.#socket.write(text, () => this.#written.resolve());
  }

  #read(bytes: Uint8Array): void {
    const answer = this.#exchange?.reader.push(bytes);
    if (answer) this.#answered(answer);
  }

  #answered(answer: Answer): void {
    this.#answers += 1;
    if (answer.headers.get("connection") === "close") this.#leave();
    this.#settle(outcomeOf(answer));
  }

  #leave(): void {
    this.#state = "closing";
    this.#socket.end();
  }

  #ended(inOrder: boolean): void {
    const wasConnecting = this.#state === "connecting";
    this.#state = "ended";
    if (!this.#exchange) return;
    const answer = inOrder ? this.#exchange.reader.end() : undefined;
    this.#settle(answer ? outcomeOf(answer) : this.#failure(wasConnecting));
  }

  #failure(wasConnecting: boolean): Outcome {
    if (wasConnecting) return { end: "unreachable" };
    if (this.#exchange?.reader.hasBegun) return { end: "lost", how: "answer cut" };
    return { end: "lost", how: silentLoss(this.#answers) };
  }

  #settle(outcome: Outcome): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.settle(outcome);
  }
}

/** Names the loss of a request that got no byte back on a connection that had `answers` before. */
export function silentLoss(answers: number): Loss {
  return answers === 0 ? "accepted, then dropped" : "kept connection closed without notice";
}

function outcomeOf(answer: Answer): Outcome {
  if (answer.status === 503) return { end: "refused", answer };
  if (answer.status === 200) return { end: "answered", answer };
  return { end: "lost", how: "answered with an error" };
}
