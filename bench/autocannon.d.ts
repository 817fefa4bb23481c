// Only what is used of autocannon, which ships no types of its own.
declare module "autocannon" {
  import type { EventEmitter } from "node:events";
  import type { Socket } from "node:net";

  export interface Client extends EventEmitter {
    readonly conn: Socket;
    readonly destroyed: boolean;
    /** Opens a new connection after each n-th request. */
    reconnectRate: number | undefined;
    destroy(): void;
  }

  export interface Options {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    readonly timeout: number;
    readonly sampleInt: number;
    readonly setupClient: (client: Client) => void;
  }

  export interface Run extends PromiseLike<unknown> {
    stop(): void;
  }

  export default function autocannon(options: Options): Run;
}
