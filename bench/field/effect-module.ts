// What the service of Effect uses of it. See `load-peer.ts`.
import type { Server } from "node:http";

/** A lazy description of work; `yield*` in a generator of `gen` runs it. */
export interface Effect<A> {
  [Symbol.iterator](): Iterator<Effect<unknown>, A>;
}

/** What `gen` takes. */
export type Steps = Generator<Effect<unknown>, unknown>;

interface Layer {
  pipe(...steps: readonly ((layer: Layer) => Layer)[]): Layer;
}

interface Frames {
  readonly length: number;
}

interface Socket {
  readonly reader: Effect<{ readonly pull: Effect<Frames> }>;
  readonly writer: Effect<{ writeAll(frames: Frames): Effect<void> }>;
}

/** Turns how the program has ended into a code. */
type Teardown = (exit: object, onExit: (code: number) => void) => void;

export interface EffectModule {
  readonly Effect: {
    acquireRelease<A>(acquire: Effect<A>, release: (acquired: A) => Effect<void>): Effect<A>;
    flatMap<A, B>(effect: Effect<A>, next: (value: A) => Effect<B>): Effect<B>;
    forever(effect: Effect<unknown>): Effect<never>;
    gen(steps: () => Steps): Effect<unknown>;
    promise<A>(run: () => Promise<A>): Effect<A>;
    sync<A>(run: () => A): Effect<A>;
  };
  readonly Layer: {
    effectDiscard(effect: Effect<unknown>): Layer;
    launch(layer: Layer): Effect<never>;
    mergeAll(...layers: readonly Layer[]): Layer;
    provide(dependency: Layer): (layer: Layer) => Layer;
  };
  readonly Runtime: { readonly defaultTeardown: Teardown };
}

export interface EffectHttpModule {
  readonly HttpEffect: {
    fromWebHandler(handler: (request: Request) => Promise<Response>): Effect<unknown>;
  };
  readonly HttpRouter: {
    add(method: string, path: string, handler: Effect<unknown>): Layer;
    serve(
      routes: Layer,
      options: { readonly disableListenLog: boolean; readonly disableLogger: boolean },
    ): Layer;
  };
  readonly HttpServerRequest: {
    readonly HttpServerRequest: Effect<{ readonly upgrade: Effect<Socket> }>;
  };
  readonly HttpServerResponse: { empty(): unknown };
}

export interface EffectNodeModule {
  readonly NodeHttpServer: {
    layer(create: () => Server, options: {
      readonly port: number;
      readonly host: string;
      readonly gracefulShutdownTimeout: number;
    }): Layer;
  };
  readonly NodeRuntime: {
    runMain(program: Effect<unknown>, options: { readonly teardown: Teardown }): void;
  };
}
