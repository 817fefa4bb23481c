// What a request pays for the question whether anybody watches it, while nobody does.
import { Lifecycle } from "../../src/core/mod.ts";
// No door shows it, since only servers ask.
import { observersOf } from "../../src/http/mod.ts";
import { compare, difference } from "../measure/compare.ts";
import { report } from "../measure/report.ts";

const observers = observersOf(new Lifecycle());

let watched = 0;

function bare(times: number): void {
  for (let time = 0; time < times; time += 1) watched += time & 1;
}

function asked(times: number): void {
  for (let time = 0; time < times; time += 1) watched += observers.isWatched ? 2 : time & 1;
}

const rounds = await compare([bare, asked].map((run) => ({ name: run.name, run })));
report("observe.ask", difference(rounds, "asked", "bare"));
if (watched === 0) throw new Error("Cannot measure the question: nobody asked");
