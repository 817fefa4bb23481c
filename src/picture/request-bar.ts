import type { ByteEvent, RequestRecord } from "../verify/mod.ts";
import type { Bar, Entry, Step } from "./model.ts";
import { countText, durationText } from "./time-text.ts";
import { classBadge } from "./tone.ts";

/** A bar for one request, with what happened to the bytes of its connection meanwhile. */
export function barOf(request: RequestRecord, zeroMs: number): Bar {
  const { id, label, startMs, endMs, how, timeline } = request;
  return {
    label: `#${id} ${label}`,
    badge: classBadge(request.class),
    startMs: startMs - zeroMs,
    endMs: endMs - zeroMs,
    how,
    entries: entriesOf(request),
    steps: timeline.map((event) => stepOf(event, zeroMs)),
  };
}

function entriesOf(request: RequestRecord): readonly Entry[] {
  const { startMs, endMs, status, saidClose, bytesSent, bytesReceived, connection } = request;
  return [
    { name: "took", value: durationText(endMs - startMs) },
    ...(status === undefined ? [] : [{ name: "status", value: String(status) }]),
    { name: "sent", value: countText(bytesSent, "byte") },
    { name: "received", value: countText(bytesReceived, "byte") },
    { name: "said Connection: close", value: saidClose ? "yes" : "no" },
    { name: "connection", value: String(connection) },
  ];
}

const WORDS: Readonly<Record<ByteEvent["what"], string>> = {
  connecting: "connecting",
  connected: "connected",
  sent: "sent",
  received: "received",
  fin: "the server ended its side",
  reset: "the connection was reset",
  unreachable: "nobody to connect to",
  closed: "ended by the watcher",
};

function stepOf({ atMs, what, bytes, text }: ByteEvent, zeroMs: number): Step {
  const size = bytes === undefined ? "" : ` ${countText(bytes, "byte")}`;
  return { atMs: atMs - zeroMs, what: `${WORDS[what]}${size}`, text: text ?? "" };
}
