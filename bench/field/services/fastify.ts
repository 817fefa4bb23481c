// Follows https://fastify.dev/docs/latest/Reference/Server/#close and the example of Fastify in
// https://github.com/mcollina/close-with-grace#readme: `app.close()` on a signal, cleanup by the hook
// `onClose`, WebSockets by `@fastify/websocket`. While it closes, requests are answered with 503,
// which stands for readiness. It has no delay.
import { Readable } from "node:stream";
import { fastify } from "fastify";
import { loadPeer } from "../../peers/load-peer.ts";
import { closeDatabase } from "../database.ts";
import { echo } from "../echo.ts";
import type { CloseWithGraceModule } from "../peer-modules.ts";
import type { FastifySocketRoute, FastifyWebsocketModule } from "../peer-modules.ts";
import { answerTo } from "../routes.ts";
import { GRACE_MS, HOSTNAME, PORT, sayListening, startUp } from "../settings.ts";

const { default: closeWithGrace } = await loadPeer<CloseWithGraceModule>("close-with-grace");
const { default: websocket } = await loadPeer<FastifyWebsocketModule>("@fastify/websocket");

const app = fastify();
await app.register(websocket);
// SAFETY: the plugin adds this form of route.
(app as unknown as FastifySocketRoute).get("/ws", { websocket: true }, echo);
app.get("/ready", () => "ready");
// The routes read bodies themselves.
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", (_request, _body, parsed) => parsed(null));
app.all("/*", async ({ method, url, raw }, reply) => {
  const { status, type, body } = await answerTo(method, new URL(url, "http://localhost"), raw);
  return reply.code(status).type(type).send(typeof body === "string" ? body : Readable.from(body));
});
app.addHook("onClose", () => closeDatabase());

closeWithGrace({ delay: GRACE_MS }, async ({ err }) => {
  if (err) console.error(err);
  await app.close();
});
await startUp();
await app.listen({ port: PORT, host: HOSTNAME });
sayListening();
