import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, shortcoming } from "../judge/findings.ts";
import { heldByClients, holds } from "../judge/held.ts";
import type { Finding, RunRecord } from "../result.ts";
import { PROBE_LANE, signalAndWatch } from "../run/watch.ts";
import type { Settings } from "../settings.ts";
import type { Scenario } from "./scenario.ts";

const SILENT_LANE = "silent";
const HALF_LANE = "half a head";
/** Until the half was read, most probably. Should it not be, then all are silent. */
const READ_MS = 300;

/** Connections on which no request is in flight, although they are not idle to every server. */
export const silentConnections: Scenario = {
  id: "silent-connections",
  group: "connections",
  title: "Silent and half-sent connections",
  promise: "Who has sent nothing, or half a head, does not keep the process alive.",
  needs: () => undefined,
  async drive(run) {
    const { host, port } = run.traffic.address;
    const half = Math.ceil(run.settings.load.idle / 2);
    await run.traffic.connectAll(SILENT_LANE, half);
    const begun = await run.traffic.connectAll(HALF_LANE, half);
    for (const connection of begun) {
      connection.write(`GET / HTTP/1.1\r\nHost: ${host}:${port}\r\nAcc`);
    }
    // Not a byte comes back by which it could be known that the half was read.
    await run.sleep(READ_MS);
    run.stage(`${half} connections are silent, ${half} have sent half a head`);
    await signalAndWatch(run);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [PROBE_LANE]),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitAfter(record, settings),
  ],
};

/** To one who takes half a head for a request, what its own deadline has cut was in flight. */
function exitAfter(record: RunRecord, settings: Settings): readonly Finding[] {
  const { exit, connections } = record;
  const cut = connections.filter((each) => each.lane === HALF_LANE && holds(each, exit?.atMs ?? 0));
  if (!exit?.code || exit.killed || cut.length === 0) return exitCode(record, settings);
  return [shortcoming(
    "EXIT_CODE",
    `ended with ${exit.code}, where ${cut.length} clients had sent half a head until then`,
    "Half a head is no request: end such connections soon after the shutdown has begun, and exit with 0.",
  )];
}
