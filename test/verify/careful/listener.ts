import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer, type Socket } from "node:net";
import process from "node:process";
import { expectAnswer, release, track } from "./connections.ts";
import { speakHttp2 } from "./http2.ts";
import { hasReached } from "./phase.ts";
import { handle } from "./routes.ts";
import { hasFault, PORT, varies } from "./settings.ts";
import { upgrade } from "./web-sockets.ts";

/** Serves what the listener below hands over; it never listens itself, so no close of it cuts. */
const http1 = createHttpServer({ keepAliveTimeout: 0, requestTimeout: 0 }, respond);
http1.on("upgrade", upgrade);

const listener = createServer({ allowHalfOpen: true, noDelay: true }, accept);

/** Starts to take connections. */
export function listen(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const backlog = varies("takes-slowly") ? 128 : 2_048;
  listener.listen({ port: PORT, host: "127.0.0.1", backlog }, resolve);
  return promise;
}

/** Takes no new connection, and leaves those that are open alone. */
export function stopListening(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Right after the loop has accepted all that was waiting, so that nobody is reset in the queue.
  setImmediate(() => {
    listener.close();
    resolve();
  });
  return promise;
}

/** HTTP/1 and HTTP/2 share the port; the first bytes tell which it is. */
function accept(socket: Socket): void {
  if (hasFault("accepts-then-drops") && hasReached("announcing")) return void socket.destroy();
  if (varies("takes-slowly")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  track(socket);
  const endToo = (): void => void socket.end();
  socket.once("end", endToo);
  socket.once("data", (first: Buffer) => {
    socket.pause();
    socket.off("end", endToo);
    socket.unshift(first);
    const isHttp2 = first.toString("latin1").startsWith("PRI");
    if (isHttp2) release(socket);
    if (isHttp2) speakHttp2(socket);
    else http1.emit("connection", socket);
    process.nextTick(() => socket.resume());
  });
}

function respond(request: IncomingMessage, response: ServerResponse): void {
  expectAnswer(request.socket, response);
  void handle(request, response);
}
