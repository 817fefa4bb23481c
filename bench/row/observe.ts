// What a request pays for the question whether anybody watches it, while nobody does: the way of a
// request through our guard, with the question and with a constant in its place.
import { Lifecycle } from "../../src/core/mod.ts";
// No door shows them, since only servers ask.
import { Guard, observersOf } from "../../src/http/mod.ts";
import { compare, difference, type Way } from "../measure/compare.ts";
import { report } from "../measure/report.ts";

const REQUEST = new Request("http://localhost/orders");
const ANSWER = new Response("ok");

let answered = 0;

function guard(isConstant: boolean): Way["run"] {
  const life = new Lifecycle();
  if (isConstant) Object.defineProperty(observersOf(life), "isWatched", { value: false });
  const guarded = new Guard(life, { handler: () => ANSWER, retryAfterSeconds: undefined });
  return (times) => {
    for (let time = 0; time < times; time += 1) {
      if (guarded.fetch(REQUEST, undefined) === ANSWER) answered += 1;
    }
  };
}

const rounds = await compare([
  { name: "constant", run: guard(true) },
  { name: "asked", run: guard(false) },
]);
report("observe.ask", difference(rounds, "asked", "constant"));
if (answered === 0) throw new Error("Cannot measure the question: nothing was answered");
