import assert from "node:assert/strict";
import { http2Load } from "./http2-client.ts";
import type { Case } from "./mod.ts";
import { okBody } from "./request.ts";
import { assertCode, assertWithin, inFlight } from "./service.ts";
import type { Subject } from "./subject.ts";

const STREAMS = 25;
const NO_ERROR = 0;

/** Servers that the program brings itself, which is only offered on Node. */
export const ownServer: readonly Case[] = [
  {
    id: "LOSS-13",
    promise: "a server of node:http that the program brings itself loses no request either",
    run: (subject) => losesNothing(subject, "own-server", ["closed database"]),
  },
  {
    id: "LOSS-15",
    promise: "nor does the server of an Express application",
    run: (subject) => losesNothing(subject, "express", ["closed database"]),
  },
  {
    id: "LOSS-16",
    promise: "nor does the server of a Fastify application, whose own hooks run before older ones",
    run: (subject) => losesNothing(subject, "fastify", ["closed fastify", "closed database"]),
  },
  {
    id: "LOSS-14",
    promise: "a session of HTTP/2 is told GOAWAY, and all of its streams in flight are answered",
    async run(subject) {
      const child = await subject.start("http2-server");
      const { answers, goneAway } = await http2Load(child.port, STREAMS);

      child.signal("SIGTERM");
      const ending = await child.end();

      assert.equal(await goneAway, NO_ERROR);
      const expected = Array.from({ length: STREAMS }, () => ({ status: 200, body: "ok" }));
      assert.deepEqual(await answers, expected);
      assertCode(ending, 0);
      assertWithin(ending, 2_500);
    },
  },
];

async function losesNothing(
  subject: Subject,
  program: string,
  closed: readonly string[],
): Promise<void> {
  const child = await subject.start(program);
  const exchanges = await inFlight(child.port, 10, "/");

  child.signal("SIGTERM");
  const ending = await child.end();

  for (const exchange of exchanges) assert.equal(okBody(await exchange), "ok");
  assert.deepEqual(ending.lines, ["listening", ...closed]);
  assertCode(ending, 0);
  assertWithin(ending, 2_500);
}
