// What a scope costs that is opened for one piece of work and closed with it.
import { Scope } from "quiesce";
import { compare, nanoseconds, ratio, type Way } from "../measure/compare.ts";
import { liveBytes } from "../measure/heap.ts";
import { report } from "../measure/report.ts";

interface Record4 {
  readonly name: string;
  readonly parent: unknown;
  readonly next: unknown;
  readonly flags: number;
}

const root = new Scope("root");
const controller = new AbortController();

let record: Record4 | undefined;
let kept: unknown;
let signal: AbortSignal | undefined;

function object(times: number): void {
  for (let time = 0; time < times; time += 1) {
    record = { name: "request", parent: root, next: undefined, flags: time };
  }
}

function unused(times: number): void {
  for (let time = 0; time < times; time += 1) {
    const scope = root.child("request");
    kept = scope;
    void scope.close();
  }
}

function bareController(times: number): void {
  for (let time = 0; time < times; time += 1) signal = new AbortController().signal;
}

function read(times: number): void {
  for (let time = 0; time < times; time += 1) {
    const scope = root.child("request");
    signal = scope.signal;
    void scope.close();
  }
}

/** What there is without scopes: a controller of one's own, joined with that of the parent. */
function any(times: number): void {
  for (let time = 0; time < times; time += 1) {
    const own = new AbortController();
    signal = AbortSignal.any([controller.signal, own.signal]);
  }
}

async function bytesOfScope(): Promise<number> {
  const count = 200_000;
  const parent = new Scope("parent");
  const before = await liveBytes();
  for (let made = 0; made < count; made += 1) parent.child("request");
  const bytes = (await liveBytes() - before) / count;
  parent.abort();
  return bytes;
}

function named(...runs: readonly Way["run"][]): Way[] {
  return runs.map((run) => ({ name: run.name, run }));
}

const plain = await compare(named(object, unused));
report("scope.object", nanoseconds(plain, "object"));
report("scope.unused", ratio(plain, "unused", "object"));

const signals = await compare(named(bareController, read), { times: 500 });
report("scope.controller", nanoseconds(signals, "bareController"));
report("scope.signal", ratio(signals, "read", "bareController"));

const joined = await compare(named(unused, read, bareController, any), { times: 500 });
report("scope.any", ratio(joined, "any", "read"));
report("scope.any-bare", ratio(joined, "any", "bareController"));
report("scope.any-unused", ratio(joined, "any", "unused"));

report("scope.bytes", { value: await bytesOfScope() });
if (!record || !kept || !signal) throw new Error("Cannot measure scopes: nothing was made");
