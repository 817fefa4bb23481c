import { lateExit, lostRequests } from "../judge/findings.ts";
import { heldByClients, openAtEnd } from "../judge/held.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Route } from "../settings.ts";
import type { Run } from "../run/run.ts";
import { PROBE_LANE, signalAndWatch } from "../run/watch.ts";
import { keepAsking } from "../wire/pooled-client.ts";
import type { AskOptions } from "../wire/traffic.ts";
import { answersBefore, endedWithIt } from "./in-flight.ts";
import type { Scenario } from "./scenario.ts";

const OF_EACH = 3;
/** The body of an upload of which the end never comes. */
const NEVER_BYTES = 1_000;
const READ_MS = 300;
/** What comes to its end by itself, so that it must. */
const LANES = ["idle", "hot", "slow", "stream"];

/** All that can hold a shutdown up, at the same time. */
export const totalTime: Scenario = {
  id: "total-time",
  group: "process",
  title: "Everything at once",
  promise:
    "Whatever is open, even what never ends, the process is gone before the platform kills it.",
  needs: ({ routes }) =>
    routes.fast
      ? undefined
      : "no route is known that answers at once: name one with --route fast=/path",
  async drive(run) {
    await openEverything(run);
    const isOver = (): boolean => run.subject.isGone;
    const hot = keepAsking(run.traffic, { lane: "hot", route: run.route("fast"), isOver });
    await run.sleep(READ_MS);
    run.stage("one of everything is open");
    await signalAndWatch(run);
    await endedWithIt(run, hot);
  },
  judge: (record, settings) => [
    ...lateExit(record, settings).map((late) => withOpen(late, record)),
    ...lostRequests(record, [...LANES, PROBE_LANE]),
    ...heldByClients(record, settings),
  ],
};

/** What it has waited for, most probably. */
function withOpen(late: Finding, record: RunRecord): Finding {
  const open = openAtEnd(record);
  return open === "" ? late : { ...late, what: `${late.what}; open until then: ${open}` };
}

async function openEverything(run: Run): Promise<void> {
  const { slow, stream, events, hang, upload } = run.settings.routes;
  await idle(run);
  await run.traffic.connectAll("silent", OF_EACH);
  for (const route of [slow, stream]) if (route) askSome(run, route);
  for (const route of [events, hang]) if (route) askSome(run, route, { isEndless: true });
  const headers = { "Content-Length": String(NEVER_BYTES) };
  if (upload) askSome(run, upload, { headers, isEndless: true });
}

async function idle(run: Run): Promise<void> {
  const kept = await run.traffic.connectAll("idle", OF_EACH);
  const asked = kept.map((connection) =>
    run.traffic.ask("idle", run.route("fast"), { connection })
  );
  await answersBefore(run, asked);
}

/** Each on a connection that its client keeps. */
function askSome(run: Run, route: Route, options: AskOptions = {}): void {
  for (let count = 0; count < OF_EACH; count += 1) {
    const connection = run.traffic.connect(route.kind);
    run.traffic.ask(route.kind, route, { ...options, connection });
  }
}
