import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, NOT_ANSWERED } from "../judge/findings.ts";
import { freezeInDrain } from "../run/freeze.ts";
import type { Exchange } from "../wire/exchange.ts";
import { throughDrain } from "./in-flight.ts";
import { answersInPeace, putInFlight } from "./put-in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "query";
const REQUESTS = 5;

/** What a query answers while its asker is stopped has to wait for it. */
export const freezeQuery: Scenario = {
  id: "freeze-query",
  group: "dependencies",
  title: "Frozen while a query is running",
  promise: "Stopped and continued while its dependency answers, it still answers all it accepted.",
  needs: ({ routes }) =>
    routes.query
      ? undefined
      : "no route is known that asks a dependency: name one with --route query=/path",
  start: ({ dependency }) => ({ proxied: dependency !== undefined }),
  async drive(run) {
    if (!(await answersInPeace(run, run.route("query")))) return;
    const query = run.route("query");
    const exchanges: Exchange[] = [];
    const put = async (): Promise<readonly Exchange[]> => {
      exchanges.push(...await putInFlight(run, LANE, query, REQUESTS));
      return exchanges;
    };
    await throughDrain(run, { tookMs: query.tookMs, put }, async () => {
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
