import { propagation, trace, type TracerProvider } from "@opentelemetry/api";

/** As the name of tracer and meter says where spans and metrics come from. */
export const SCOPE_NAME = "quiesce";

/** What stands for a provider that may be registered later. */
interface Proxy {
  getDelegate?(): unknown;
  getDelegateTracer?(name: string): unknown;
}

interface Flushable {
  forceFlush(): unknown;
}

/** Tells whether anybody takes spans, or passes a context on; nobody can leave again. */
export function listening(provider: TracerProvider | undefined): () => boolean {
  let isKnown = provider !== undefined;
  return () => isKnown ||= hasTracer(trace.getTracerProvider()) || propagation.fields().length > 0;
}

/** Sends what the providers hold back, those that can. Rejects as the first that fails. */
export async function forceFlush(providers: readonly unknown[]): Promise<void> {
  const flushed = providers.map(behind).filter(isFlushable).map(async (each) => {
    await each.forceFlush();
  });
  const settled = await Promise.allSettled(flushed);
  const failed = settled.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

/** Before an SDK is registered, the global provider is a proxy that has no tracer to delegate to. */
function hasTracer(provider: TracerProvider & Proxy): boolean {
  return provider.getDelegateTracer === undefined ||
    provider.getDelegateTracer(SCOPE_NAME) !== undefined;
}

function behind(provider: unknown): unknown {
  const { getDelegate } = provider as Proxy;
  return typeof getDelegate === "function" ? getDelegate.call(provider) : provider;
}

function isFlushable(provider: unknown): provider is Flushable {
  return typeof (provider as Partial<Flushable>).forceFlush === "function";
}
