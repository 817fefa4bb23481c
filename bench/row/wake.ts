// What it costs to wake many who wait: by a signal that carries nothing, and by one with data.
import { Channel } from "quiesce/tasks";
import { compare, nanoseconds, ratio, type Way } from "../measure/compare.ts";
import { report } from "../measure/report.ts";

interface Timed {
  readonly overriddenDuration: number;
}

interface Note {
  readonly kind: string;
  readonly from: number;
  readonly payload: Uint8Array;
}

const WAITERS = 1_000;
const KILOBYTE = 1_024;
const NO_BYTES = new Uint8Array(0);

let woken = 0;

/** Each waits for a promise of its own, which is then resolved by `dataOf`. */
function byPromise<T>(dataOf: (waiter: number) => T): Way["run"] {
  return async (times) => {
    const signals = Array.from({ length: times }, () => Promise.withResolvers<T>());
    return await timed(signals.map(({ promise }) => wokenBy(promise)), () => {
      signals.forEach(({ resolve }, waiter) => resolve(dataOf(waiter)));
    });
  };
}

/** All wait for one promise. */
async function byOnePromise(times: number): Promise<Timed> {
  const { promise, resolve } = Promise.withResolvers<void>();
  return await timed(Array.from({ length: times }, () => wokenBy(promise)), resolve);
}

/** All wait for one channel, which is closed. */
async function byClose(times: number): Promise<Timed> {
  const channel = new Channel<Note>();
  const waiters = Array.from({ length: times }, () => wokenBy(channel.receive()));
  return await timed(waiters, () => channel.close());
}

/** All wait for one channel, through which each gets something. */
async function bySend(times: number): Promise<Timed> {
  const channel = new Channel<Note>();
  const waiters = Array.from({ length: times }, () => wokenBy(channel.receive()));
  return await timed(waiters, () => {
    for (let waiter = 0; waiter < times; waiter += 1) channel.trySend(note(waiter));
  });
}

/** Messages as threads send them to each other: what they carry is copied. */
function byMessage(dataOf: (waiter: number) => unknown): Way["run"] {
  return async (times) => {
    const { port1, port2 } = new MessageChannel();
    const all = Promise.withResolvers<void>();
    let left = times;
    port1.onmessage = ({ data }) => {
      if (data !== undefined) woken += 1;
      if ((left -= 1) === 0) all.resolve();
    };
    const timing = await timed([all.promise], () => {
      for (let waiter = 0; waiter < times; waiter += 1) port2.postMessage(dataOf(waiter));
    });
    port1.close();
    return timing;
  };
}

async function wokenBy(signal: Promise<unknown>): Promise<void> {
  if (await signal !== null) woken += 1;
}

/** How long it takes from `wake` until all have been woken. */
async function timed(waiters: readonly Promise<void>[], wake: () => void): Promise<Timed> {
  const startMs = performance.now();
  wake();
  await Promise.all(waiters);
  return { overriddenDuration: performance.now() - startMs };
}

function note(from: number): Note {
  return { kind: "stop", from, payload: NO_BYTES };
}

function kilobyte(from: number): Note {
  return { kind: "stop", from, payload: new Uint8Array(KILOBYTE) };
}

const promises = await compare([
  { name: "none", run: byPromise(() => undefined) },
  { name: "one", run: byOnePromise },
  { name: "note", run: byPromise(note) },
  { name: "kilobyte", run: byPromise(kilobyte) },
  { name: "close", run: byClose },
  { name: "send", run: bySend },
], { times: WAITERS, async: true });
report("wake.none", nanoseconds(promises, "none"));
report("wake.one", ratio(promises, "one", "none"));
report("wake.note", ratio(promises, "note", "none"));
report("wake.kilobyte", ratio(promises, "kilobyte", "none"));
report("wake.close", nanoseconds(promises, "close"));
report("wake.send", ratio(promises, "send", "close"));

const messages = await compare([
  { name: "none", run: byMessage(() => null) },
  { name: "note", run: byMessage(note) },
  { name: "kilobyte", run: byMessage(kilobyte) },
], { times: WAITERS, async: true });
report("wake.message-none", nanoseconds(messages, "none"));
report("wake.message-note", ratio(messages, "note", "none"));
report("wake.message-kilobyte", ratio(messages, "kilobyte", "none"));
if (woken === 0) throw new Error("Cannot measure waking: nobody was woken");
