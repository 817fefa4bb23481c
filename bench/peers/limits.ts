// What p-limit and p-queue offer for many small jobs, as their own documentation shows it.
import { loadPeer } from "./load-peer.ts";

type Work = () => Promise<void>;

interface LimitModule {
  default(concurrency: number): (work: Work) => Promise<void>;
}

interface Queue {
  addAll(works: readonly Work[]): Promise<unknown>;
}

interface QueueModule {
  readonly default: new (options: { readonly concurrency: number }) => Queue;
}

const { default: pLimit } = await loadPeer<LimitModule>("p-limit");
const { default: PQueue } = await loadPeer<QueueModule>("p-queue");

/** Eight at a time: `Promise.all` over `limit(work)`. */
export function pLimitPool(times: number, work: Work): Promise<unknown> {
  const limit = pLimit(8);
  return Promise.all(Array.from({ length: times }, () => limit(work)));
}

/** Eight at a time: `queue.addAll`. */
export function pQueuePool(times: number, work: Work): Promise<unknown> {
  const queue = new PQueue({ concurrency: 8 });
  return queue.addAll(Array.from({ length: times }, () => work));
}
