import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, NOT_ANSWERED } from "../judge/findings.ts";
import { freezeInDrain } from "../run/freeze.ts";
import type { Exchange } from "../wire/exchange.ts";
import { throughDrain } from "./in-flight.ts";
import { putInFlight } from "./put-in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "slow";

/** The machine may stop a process at any time: a migration, a snapshot, a debugger, a laptop lid. */
export const freeze: Scenario = {
  id: "freeze",
  group: "process",
  title: "Frozen in mid-drain",
  promise: "A process that is stopped and continued while it drains still answers all it accepted.",
  needs: ({ routes }) =>
    routes.slow
      ? undefined
      : "no route is known that takes a while: name one with --route slow=/path",
  async drive(run) {
    const slow = run.route("slow");
    const exchanges: Exchange[] = [];
    const put = async (): Promise<readonly Exchange[]> => {
      exchanges.push(...await putInFlight(run, LANE, slow, run.settings.load.requests));
      return exchanges;
    };
    await throughDrain(run, { tookMs: slow.tookMs, put }, async () => {
      await freezeInDrain(run, exchanges);
      await run.gone();
    });
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE], NOT_ANSWERED),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};
