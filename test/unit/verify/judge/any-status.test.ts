import assert from "node:assert/strict";
import { it } from "node:test";
import { classify } from "../../../../src/verify/judge/classify.ts";
import { ANY_STATUS, type RawExchange } from "../../../../src/verify/wire/exchange.ts";

it("takes an error for an answer where any status is one, and for a loss elsewhere", () => {
  const classOf = (expects: number) => classify({ ...ERROR, expects }, {}).class;

  assert.equal(classOf(ANY_STATUS), "answered");
  assert.equal(classOf(200), "lost");
});

const ERROR: RawExchange = {
  id: 1,
  lane: "query",
  label: "GET /query",
  connection: 1,
  expects: undefined,
  startMs: 0,
  endMs: 10,
  end: "whole",
  status: 500,
  begun: true,
  saidClose: false,
  earlier: 0,
  warned: false,
  bytesSent: 40,
  bytesReceived: 60,
  timeline: [],
};
