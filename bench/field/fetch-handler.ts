import { answerTo } from "./routes.ts";

/** The routes for a server that takes a function from `Request` to `Response`. */
export async function fetchHandler(request: Request): Promise<Response> {
  const { method, url, body: sent } = request;
  const { status, type, body } = await answerTo(method, new URL(url), chunksOf(sent));
  return new Response(typeof body === "string" ? body : streamOf(body), {
    status,
    headers: { "Content-Type": type },
  });
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body;
}

/** As `ReadableStream.from`, which the types of not every runtime know. */
function streamOf(body: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const parts = body[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return?.();
    },
  });
}
