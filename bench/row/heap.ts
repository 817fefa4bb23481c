// Whether a long-lived root keeps anything of the requests that have ended.
import { Scope } from "quiesce";
import { liveBytes } from "../measure/heap.ts";
import { isQuick } from "../measure/quick.ts";
import { report } from "../measure/report.ts";

const REQUESTS = isQuick() ? 200_000 : 1_000_000;
const WARM_UP = 20_000;
// One after the other as a server has them: the loop turns now and then.
const AT_ONCE = 1_000;

const root = new Scope("root");
const controller = new AbortController();

report("heap.scopes", { value: await growth(requestScope) });
report("heap.any", { value: await growth(joinedSignal) }, "AbortSignal.any in place of a scope");

/** A request that reads its signal, and leaves a listener behind. */
function requestScope(): void {
  const scope = root.child("request");
  scope.signal.addEventListener("abort", () => {});
  void scope.close();
}

function joinedSignal(): void {
  const own = new AbortController();
  AbortSignal.any([controller.signal, own.signal]).addEventListener("abort", () => {});
}

/** Megabytes that are alive after many requests, and were not before. */
async function growth(request: () => void): Promise<number> {
  await serve(request, WARM_UP);
  const before = await liveBytes();
  await serve(request, REQUESTS);
  return (await liveBytes() - before) / 1e6;
}

async function serve(request: () => void, count: number): Promise<void> {
  for (let served = 0; served < count; served += AT_ONCE) {
    for (let time = 0; time < AT_ONCE; time += 1) request();
    await new Promise((done) => setTimeout(done, 0));
  }
}
