import { exitCode, lateExit, lostRequests, shortcoming } from "../judge/findings.ts";
import { heldByClients } from "../judge/held.ts";
import { notedCount } from "../judge/noted.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { PROBE_LANE, signalAndWatch } from "../run/watch.ts";
import { keepAsking } from "../wire/pooled-client.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "hot";
/** For how long it is under full load before the signal. */
const LOAD_MS = 700;

/** Clients that send one request after the other on connections which they keep. */
export const hotKeepAlive: Scenario = {
  id: "hot-keep-alive",
  group: "connections",
  title: "Hot keep-alive connections",
  promise:
    "Clients that never pause lose no request, are told to go, and do not keep the process alive.",
  loud: true,
  needs: ({ routes }) =>
    routes.fast
      ? undefined
      : "no route is known that answers at once: name one with --route fast=/path",
  async drive(run) {
    const route = run.route("fast");
    const isOver = (): boolean => run.subject.isGone;
    const clients = Array.from(
      { length: run.settings.load.clients },
      () => keepAsking(run.traffic, { lane: LANE, route, isOver }),
    );
    run.stage(`${clients.length} clients send without a pause`);
    await run.sleep(LOAD_MS);
    await signalAndWatch(run);
    await Promise.all(clients);
    noteAnswers(run);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE, PROBE_LANE]),
    ...races(record),
    ...refusals(record),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record),
  ],
};

function noteAnswers(run: Run): void {
  const { signalAtMs = 0 } = run;
  const after = run.traffic.records().raw
    .filter(({ lane, endMs, end }) => lane === LANE && endMs > signalAtMs && end === "whole");
  run.fact("answersAfter", after.length);
  run.fact("saidClose", after.filter(({ saidClose }) => saidClose).length);
  run.fact("unavailable", after.filter(({ status }) => status === 503).length);
}

function races({ lanes, facts }: RunRecord): readonly Finding[] {
  const count = lanes[LANE]?.race ?? 0;
  if (count === 0) return [];
  const told = `${facts["saidClose"]} of ${
    facts["answersAfter"]
  } answers after the signal said Connection: close`;
  return [shortcoming(
    "RACES",
    `${count} requests crossed the end of their idle connection; ${told}`,
    "Say Connection: close in each answer for a while before idle connections are ended: a client that was told sends nothing more on its connection.",
  )];
}

function refusals(record: RunRecord): readonly Finding[] {
  const count = notedCount(record, "unavailable");
  if (count === 0) return [];
  return [shortcoming(
    "REFUSED",
    `${count} requests on open connections were answered with 503`,
    "Serve what still comes on open connections, and say Connection: close in the answer, instead of refusing it.",
  )];
}
