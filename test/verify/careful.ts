// A server that ends as well as one can by hand, without the library: the measure of the judge. With
// FAULT it has one fault, by which the judge is tested; see mutants.ts.
import process from "node:process";
import { pause } from "./careful/awake.ts";
import { startChild } from "./careful/child.ts";
import { listen } from "./careful/listener.ts";
import { enter, isStarting } from "./careful/phase.ts";
import { hasFault, PORT, START_MS } from "./careful/settings.ts";
import { shutDown } from "./careful/shutdown.ts";
import { hearSignals } from "./careful/signals.ts";
import { say } from "./careful/words.ts";

hearSignals(() => void shutDown());
process.on("uncaughtException", (error) => {
  process.stderr.write(`${error.stack}\n`);
  if (hasFault("crash-lives-on")) return;
  process.exitCode = hasFault("crash-exits-0") ? 0 : 1;
  if (hasFault("crash-drops")) process.exit();
  // Of what state it is in nothing is known: it takes nothing new.
  void shutDown({ delayMs: 0 });
});
say("starting");
startChild();
await pause(START_MS);
if (isStarting()) {
  await listen();
  enter("serving");
  say(`listening on ${PORT}`);
}
