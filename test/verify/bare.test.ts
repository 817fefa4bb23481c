// The judge is not only hard on what it was made for: what most services do fails what it must.
import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { foundOf, judge, missingIn } from "./judging.ts";

/** By scenario, what has to be found. Nothing: it passes. */
type Findings = Readonly<Record<string, readonly string[]>>;

const HELD = ["HELD_BY_CLIENTS", "LATE_EXIT"];

const CLOSE: Findings = {
  "idle-exit": ["SIGINT_UNHEARD"],
  "slow-requests": HELD,
  "hot-keep-alive": ["LATE_EXIT"],
  "idle-keep-alive": [],
  "silent-connections": HELD,
  "streams": HELD,
  "server-sent-events": ["LATE_EXIT"],
  "uploads": HELD,
  "never-ending-request": ["LATE_EXIT"],
  "second-signal": ["SECOND_SIGNAL_IGNORED"],
  "third-signal": ["THIRD_SIGNAL_IGNORED"],
  "total-time": ["LATE_EXIT"],
};

const EXIT: Findings = {
  "idle-exit": ["SIGINT_UNHEARD"],
  "slow-requests": ["LOST"],
  "hot-keep-alive": ["LOST"],
  "silent-connections": [],
  "streams": ["CUT"],
  "server-sent-events": ["EVENTS_CUT"],
  // Whether the head was read cannot be told of a body of which a part was not.
  "uploads": ["LOST|RACE"],
  "pipelining": ["LOST"],
  "signal-burst": ["LOST"],
  "never-ending-request": ["LOST", "EXIT_HIDES_CUT"],
};

describe("bare services", { concurrency: 2 }, () => {
  judged("server.close() and no more", "close", CLOSE);
  judged("process.exit() in the handler", "exit", EXIT);
});

function judged(title: string, bare: string, expected: Findings): void {
  it(`finds out ${title}`, async () => {
    const results = await judge({
      scenarios: Object.keys(expected),
      environment: { BARE: bare },
      settings: {
        command: [process.execPath, join(import.meta.dirname, "bare.ts")],
        graceMs: 3_000,
      },
    });

    assert.equal(results.length, Object.keys(expected).length);
    for (const result of results) {
      const codes = expected[result.id] ?? [];
      assert.deepEqual(missingIn(result, codes), [], `${result.id}: ${foundOf(result)}`);
      if (codes.length === 0) assert.equal(result.verdict, "pass", foundOf(result));
    }
  });
}
