// Clients that keep their connections and ask again and again, and judge each answer.
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** What one client asks for in turn: at once, slowly, and with a body. */
const ASKED = [
  { method: "GET", path: "/", body: "" },
  { method: "GET", path: "/slow", body: "" },
  { method: "POST", path: "/", body: "x".repeat(20_000) },
] as const;
const CLIENTS = 24;
const PAUSE_MS = 30;
/** Only against waiting for ever. */
const LIMIT_MS = 60_000;

/** Clients of a balancer. */
export class Load {
  /** How many requests have ended. */
  sent = 0;
  /** What became of each that did not get a whole answer of an instance. */
  readonly lost: string[] = [];
  /** The processes that have answered. */
  readonly answeredBy: Set<string> = new Set();
  readonly #port: number;
  readonly #agent: Agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  readonly #clients: Promise<void>[];
  #isOver = false;

  constructor(port: number) {
    this.#port = port;
    this.#clients = Array.from({ length: CLIENTS }, (_, at) => this.#client(at));
  }

  /** **Ends** when all that was sent has ended. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#clients);
    this.#agent.destroy();
  }

  async #client(first: number): Promise<void> {
    for (let turn = first; !this.#isOver; turn += 1) {
      const problem = await this.#ask(ASKED[turn % ASKED.length] ?? ASKED[0]);
      this.sent += 1;
      if (problem !== undefined) this.lost.push(problem);
      await delay(PAUSE_MS);
    }
  }

  /** Says what became of the request, unless it was answered as it should be. */
  async #ask({ method, path, body }: typeof ASKED[number]): Promise<string | undefined> {
    try {
      const signal = AbortSignal.timeout(LIMIT_MS);
      const target = { host: "127.0.0.1", port: this.#port, agent: this.#agent };
      const sent = request({ ...target, method, path, signal }).end(body);
      const [response] = await once(sent, "response") as [IncomingMessage];
      const text = await textOf(response);
      const [, process = "", length] = /^(\d+) (\d+)$/.exec(text) ?? [];
      const isWhole = response.statusCode === 200 && Number(length) === body.length;
      if (!isWhole) return `${response.statusCode} ${text.replaceAll(/<[^>]*>|\s+/g, " ").trim()}`;
      this.answeredBy.add(process);
      return undefined;
    } catch (error) {
      return String(error);
    }
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const part of response) text += part;
  return text;
}
