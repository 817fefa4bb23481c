import { answer, begin, type Response } from "./answer.ts";
import { hasReached } from "./phase.ts";
import { hasFault } from "./settings.ts";

const EVERY_MS = 100;

const streams: Map<Response, NodeJS.Timeout> = new Map();

/** Streams events without an end, until the drain. */
export function streamEvents(response: Response): void {
  if (hasReached("lingering")) return answer(response, 503, "going away");
  begin(response, 200, "text/event-stream");
  let count = 0;
  const timer = setInterval(() => response.write(`data: ${count += 1}\n\n`), EVERY_MS);
  streams.set(response, timer);
  response.once("close", () => {
    clearInterval(timer);
    streams.delete(response);
  });
  response.write("data: 0\n\n");
}

/** Ends each stream after a whole event. */
export function endEvents(): void {
  if (hasFault("holds-events")) return;
  for (const [response, timer] of streams) {
    clearInterval(timer);
    endStream(response);
  }
}

function endStream(response: Response): void {
  if (hasFault("tears-events")) {
    response.write("data: to");
    return void setTimeout(() => response.destroy(), EVERY_MS / 4);
  }
  if (hasFault("truncates-events")) return void response.destroy();
  response.end("event: bye\ndata: bye\n\n");
}
