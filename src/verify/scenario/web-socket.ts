// RFC 6455, section 7.1.5: who gets no close frame sees 1006, and cannot tell a deploy from a broken
// network, nor know what of the last messages has arrived. It may come back, so that is a
// shortcoming; half a message is a loss, and a fault. Of the codes (section 7.4.1) 1001 says "going
// away" and is the one for a server that goes down; 1012 (restart) and 1013 (try again later) of the
// IANA registry say it too, and 3000 to 4999 are the application's own. 1000, and no code at all,
// are allowed, but let a client believe that its work was done, so that it may not come back.
import { exitCode } from "../judge/exit-code.ts";
import { fault, lateExit, shortcoming } from "../judge/findings.ts";
import { notedWords } from "../judge/noted.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { watch } from "../run/watch.ts";
import type { Settings } from "../settings.ts";
import { openWebSocket, type WebSocketClient, type WebSocketEnd } from "../wire/web-socket.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "socket";
const MUTE_LANE = "mute";
const CLIENTS = 5;
const OPEN_MS = 20_000;
const AGAIN_MS = 500;
const SETTLE_MS = 1_000;

/** WebSockets that would stay open for ever, one of them to a client that is gone. */
export const webSocket: Scenario = {
  id: "web-socket",
  group: "requests",
  title: "WebSockets",
  promise: "Each WebSocket gets a close frame that says so, and holds nothing up.",
  needs: ({ routes }) =>
    routes.socket
      ? undefined
      : "no route is known that opens a WebSocket: name one with --route socket=/path",
  async drive(run) {
    const route = run.route("socket");
    const open = (): WebSocketClient => openWebSocket(run.traffic, LANE, route);
    const clients = Array.from({ length: CLIENTS }, open);
    const mute = openWebSocket(run.traffic, MUTE_LANE, route, { isMute: true });
    const pings = [...clients, mute].map(answersPing);
    const opened = await Promise.race([Promise.all(pings), run.sleep(OPEN_MS)]);
    if (!opened?.includes(true)) run.unjudged("no WebSocket could be opened and answered a ping");
    run.signal();
    const ends: string[] = [];
    const watching = watch(run);
    const coming = clients.map((client) => keepComing(run, client, open, ends));
    await run.gone();
    await Promise.race([Promise.all(coming), run.sleep(SETTLE_MS)]);
    run.fact("ends", ends);
    await watching;
  },
  judge: (record, settings) => [
    ...endings(record),
    ...lateExit(record, settings),
    ...exitAfter(record, settings),
  ],
};

/** An answer to a ping shows that the server has the WebSocket, and not only its kernel. */
async function answersPing(client: WebSocketClient): Promise<boolean> {
  return await client.opened && await client.ping();
}

async function keepComing(
  run: Run,
  first: WebSocketClient,
  open: () => WebSocketClient,
  ends: string[],
): Promise<void> {
  for (let client = first;; client = open()) {
    const isOpened = await client.opened;
    const end = await client.ended;
    if (isOpened) ends.push(wordOf(end));
    await run.sleep(AGAIN_MS);
    if (run.subject.isGone) return;
  }
}

function wordOf({ closeCode, isTorn }: WebSocketEnd): string {
  return isTorn ? "torn" : String(closeCode ?? "none");
}

function endings(record: RunRecord): readonly Finding[] {
  const groups = Map.groupBy(notedWords(record, "ends"), (end) => end);
  return [...groups].flatMap(([end, those]) => endingOf(end, those.length) ?? []);
}

function endingOf(end: string, count: number): Finding | undefined {
  if (end === "torn") {
    return fault(
      "MESSAGE_TORN",
      `${count} WebSockets ended in the middle of a message`,
      "Let what is being written leave, then close each WebSocket with 1001.",
    );
  }
  if (end === "none") {
    return shortcoming(
      "NO_CLOSE_FRAME",
      `${count} WebSockets ended without a close frame: their clients see 1006`,
      "Close each WebSocket with 1001 (going away) when the shutdown begins, and wait for the answer a little.",
    );
  }
  return closedWith(Number(end), count);
}

function closedWith(code: number, count: number): Finding | undefined {
  if ([1001, 1012, 1013].includes(code) || (code >= 3000 && code < 5000)) return undefined;
  const what = `${count} WebSockets were closed with ${code === 1005 ? "no code" : code}`;
  const advice = "Close with 1001 (going away), so that each client knows that it is to come back.";
  if (code !== 1000 && code !== 1005) return shortcoming("CLOSE_CODE", what, advice);
  return { severity: "note", code: "CLOSE_CODE", what, advice };
}

/** One who gave up on the client that never answers may say so by its exit code. */
function exitAfter(record: RunRecord, settings: Settings): readonly Finding[] {
  const { exit, lanes } = record;
  if (!lanes[MUTE_LANE] || !exit?.code || exit.killed) return exitCode(record, settings);
  return [shortcoming(
    "EXIT_CODE",
    `ended with ${exit.code}, where one client had not answered its close frame`,
    "Wait for the answer to a close frame for a moment only: a client that is gone is no failure.",
  )];
}
