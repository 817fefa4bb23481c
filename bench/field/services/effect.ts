// Follows https://github.com/Effect-TS/effect/tree/main/packages/platform-node (launching layers, and
// the HTTP server): one layer of routes over one of the server over one of the database, launched by
// `runMain`, which owns the signals. A stop is exit code 130 by default; `teardown` asks for 0, as
// its documentation offers. It has no delay or readiness of its own.
import { createServer } from "node:http";
import { loadPeer } from "../../peers/load-peer.ts";
import { closeDatabase } from "../database.ts";
import { fetchHandler } from "../fetch-handler.ts";
import type { EffectHttpModule, EffectModule, EffectNodeModule } from "../effect-module.ts";
import type { Steps } from "../effect-module.ts";
import { GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

const { Effect, Layer, Runtime } = await loadPeer<EffectModule>("effect");
const { HttpEffect, HttpRouter, HttpServerRequest, HttpServerResponse } = await loadPeer<
  EffectHttpModule
>("effect/http");
const { NodeHttpServer, NodeRuntime } = await loadPeer<EffectNodeModule>("@effect/platform-node");

const Echo = HttpRouter.add(
  "GET",
  "/ws",
  Effect.gen(function* (): Steps {
    const request = yield* HttpServerRequest.HttpServerRequest;
    const socket = yield* request.upgrade;
    const { pull } = yield* socket.reader;
    const writer = yield* socket.writer;
    yield* Effect.forever(Effect.flatMap(pull, (frames) => writer.writeAll(frames)));
    return HttpServerResponse.empty();
  }),
);
const Routes = HttpRouter.add("*", "/*", HttpEffect.fromWebHandler(fetchHandler));
const Server = NodeHttpServer.layer(createServer, {
  port: PORT,
  host: HOSTNAME,
  gracefulShutdownTimeout: GRACE_MS,
});
const Database = Layer.effectDiscard(
  Effect.acquireRelease(Effect.promise(() => startUp()), () => Effect.sync(closeDatabase)),
);
const Served = HttpRouter.serve(Layer.mergeAll(Echo, Routes), {
  disableListenLog: true,
  disableLogger: true,
});
const Service = Layer.effectDiscard(Effect.sync(sayListening)).pipe(
  Layer.provide(Served),
  Layer.provide(Server),
  Layer.provide(Database),
);

NodeRuntime.runMain(Layer.launch(Service), {
  teardown: (exit, onExit) =>
    Runtime.defaultTeardown(exit, (code) => onExit(code === 130 ? 0 : code)),
});
