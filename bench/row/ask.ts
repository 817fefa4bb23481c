// deno-lint-ignore-file require-await -- what is measured are async functions, whatever they wait for
// What it costs a worker to ask in each round whether it should stop: a signal, or a flag behind a
// lock.
import { Scope } from "quiesce";
import { AsyncLock } from "../measure/async-lock.ts";
import { compare, nanoseconds, percentKept } from "../measure/compare.ts";
import { hashBytes, RECORDS } from "../measure/hash-bytes.ts";
import { report } from "../measure/report.ts";

const WORKERS = 8;

const scope = new Scope("worker");
const { signal } = new AbortController();
const state = { isStopping: false };
const ready: Promise<void> = Promise.resolve();

let sum = 0;

function work(time: number): void {
  sum = hashBytes(RECORDS[time & 63] as Uint8Array) & 0xffff;
}

async function bare(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) work(time);
}

async function askScope(times: number): Promise<void> {
  for (let time = 0; time < times && !scope.isStopping; time += 1) work(time);
}

async function askSignal(times: number): Promise<void> {
  for (let time = 0; time < times && !signal.aborted; time += 1) work(time);
}

async function askLock(times: number, lock: AsyncLock = new AsyncLock()): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await lock.acquire();
    const { isStopping } = state;
    lock.release();
    if (isStopping) return;
    work(time);
  }
}

/** Eight workers ask the same flag, and do as much as one in all. */
async function askSharedLock(times: number): Promise<void> {
  const lock = new AsyncLock();
  const share = times / WORKERS;
  await Promise.all(Array.from({ length: WORKERS }, () => askLock(share, lock)));
}

async function waits(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await ready;
    work(time);
  }
}

async function waitsAndAsksSignal(times: number): Promise<void> {
  for (let time = 0; time < times && !signal.aborted; time += 1) {
    await ready;
    work(time);
  }
}

async function waitsAndAsksLock(times: number): Promise<void> {
  const lock = new AsyncLock();
  for (let time = 0; time < times; time += 1) {
    await lock.acquire();
    const { isStopping } = state;
    lock.release();
    if (isStopping) return;
    await ready;
    work(time);
  }
}

const rounds = await compare([
  { name: "bare", run: bare },
  { name: "scope", run: askScope },
  { name: "signal", run: askSignal },
  { name: "lock", run: (times) => askLock(times) },
  { name: "shared", run: askSharedLock },
  { name: "waits", run: waits },
  { name: "waits-signal", run: waitsAndAsksSignal },
  { name: "waits-lock", run: waitsAndAsksLock },
], { async: true });

report("ask.bare", nanoseconds(rounds, "bare"));
report("ask.scope", percentKept(rounds, "scope", "bare"));
report("ask.signal", percentKept(rounds, "signal", "bare"));
report("ask.lock", percentKept(rounds, "lock", "bare"));
report("ask.shared-lock", percentKept(rounds, "shared", "bare"));
report("ask.waits", nanoseconds(rounds, "waits"));
report("ask.waits-signal", percentKept(rounds, "waits-signal", "waits"));
report("ask.waits-lock", percentKept(rounds, "waits-lock", "waits"));
if (sum === -1) throw new Error("Cannot measure workers: nothing was computed");
