import type { Rows } from "./row.ts";

/** What Go programmers say of stopping workers, measured here. */
export const GO_ROWS = {
  "ask.bare": { title: "a worker's round: hash 64 bytes, ask nobody", unit: "ns" },
  "ask.scope": { title: "throughput kept when it asks scope.isStopping", unit: "%" },
  "ask.signal": { title: "throughput kept when it asks signal.aborted", unit: "%" },
  "ask.lock": {
    title: "throughput kept when it asks a flag behind an async lock of its own",
    unit: "%",
  },
  "ask.shared-lock": {
    title: "throughput kept when it asks one that eight workers share",
    unit: "%",
  },
  "ask.waits": { title: "a round that also waits once, as for a database", unit: "ns" },
  "ask.waits-signal": {
    title: "that round: throughput kept when it asks signal.aborted",
    unit: "%",
  },
  "ask.waits-lock": { title: "that round: throughput kept when it asks an async lock", unit: "%" },
  "farewell.unbuffered-p50": {
    title: "from stop to a worker's end, farewell through an unbuffered channel: P50",
    unit: "us",
  },
  "farewell.unbuffered-p90": { title: "unbuffered: P90", unit: "us" },
  "farewell.unbuffered-p99": { title: "unbuffered: P99", unit: "us" },
  "farewell.buffered-p50": {
    title: "the same through a channel with room for all: P50",
    unit: "us",
  },
  "farewell.buffered-p90": { title: "with room for all: P90", unit: "us" },
  "farewell.buffered-p99": { title: "with room for all: P99", unit: "us" },
  "wake.none": { title: "one of 1 000 waiters woken by its promise, without data", unit: "ns" },
  "wake.one": { title: "all by one promise, against that", unit: "x" },
  "wake.note": { title: "each by its promise with a small object, against that", unit: "x" },
  "wake.kilobyte": { title: "each by its promise with a new kilobyte, against that", unit: "x" },
  "wake.close": { title: "all by closing a channel, each", unit: "ns" },
  "wake.send": { title: "each by a small object through the channel, against that", unit: "x" },
  "wake.message-none": { title: "a message to a port, without data", unit: "ns" },
  "wake.message-note": { title: "a message with a small object, against that", unit: "x" },
  "wake.message-kilobyte": { title: "a message with a new kilobyte, against that", unit: "x" },
} as const satisfies Rows;
