// What the services use of each peer, as its documentation describes it. See `load-peer.ts`.
import type { Server } from "node:http";
import type { FastifyPluginCallback } from "fastify";
import type { WebSocket } from "ws";

type Work = () => unknown;

export interface TerminusModule {
  createTerminus(server: Server, options: {
    readonly signals: string[];
    readonly timeout: number;
    readonly useExit0: boolean;
    readonly healthChecks: Readonly<Record<string, () => Promise<unknown>>>;
    readonly beforeShutdown: () => Promise<unknown>;
    readonly onSignal: () => Promise<unknown>;
  }): Server;
}

export interface Lightship {
  createBeacon(): { die(): Promise<void> };
  isServerReady(): boolean;
  registerShutdownHandler(handler: Work): void;
  signalReady(): void;
}

export interface LightshipModule {
  createLightship(options: {
    readonly shutdownDelay: number;
    readonly gracefulShutdownTimeout: number;
    readonly shutdownHandlerTimeout: number;
  }): Promise<Lightship>;
}

export interface HttpTerminatorModule {
  createHttpTerminator(options: {
    readonly server: Server;
    readonly gracefulTerminationTimeout: number;
  }): { terminate(): Promise<void> };
}

type StopCallback = (error: Error | undefined, gracefully: boolean) => void;

export interface StoppableModule {
  default(server: Server, graceMs: number): Server & { stop(callback: StopCallback): void };
}

export interface HttpGracefulShutdownModule {
  default(server: Server, options: {
    readonly timeout: number;
    readonly preShutdown: () => Promise<unknown>;
    readonly onShutdown: () => Promise<unknown>;
  }): void;
}

export interface CloseWithGraceModule {
  default(
    options: { readonly delay: number },
    close: (cause: { readonly err?: Error }) => Promise<void>,
  ): void;
}

export interface FastifyWebsocketModule {
  readonly default: FastifyPluginCallback;
}

export interface FastifySocketRoute {
  get(path: string, options: { websocket: true }, handler: (socket: WebSocket) => void): void;
}

export interface SrvxModule {
  serve(options: {
    readonly fetch: (request: Request) => Promise<Response>;
    readonly port: number;
    readonly hostname: string;
    readonly gracefulShutdown: { readonly gracefulTimeout: number };
  }): { ready(): Promise<unknown> };
}
