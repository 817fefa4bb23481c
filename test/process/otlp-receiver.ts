import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A value as OTLP writes it in JSON. */
interface Value {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values?: readonly Value[] };
}

interface KeyValue {
  readonly key: string;
  readonly value: Value;
}

/** A span as OTLP writes it in JSON. */
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly { readonly name: string }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number };
}

interface WirePoint {
  readonly attributes?: readonly KeyValue[];
  readonly asInt?: string | number;
  readonly asDouble?: number;
  readonly count?: string | number;
  readonly explicitBounds?: readonly number[];
}

interface WirePoints {
  readonly dataPoints: readonly WirePoint[];
}

interface WireMetric {
  readonly name: string;
  readonly unit?: string;
  readonly gauge?: WirePoints;
  readonly sum?: WirePoints;
  readonly histogram?: WirePoints;
}

/** A metric as it was sent last. */
export interface Measured {
  readonly unit: string | undefined;
  readonly kind: "gauge" | "sum" | "histogram";
  /** By its attributes, in the order of their names; of a histogram, how many there were. */
  readonly values: Readonly<Record<string, number>>;
  /** The bounds of a histogram. */
  readonly bounds: readonly number[];
}

interface Batch {
  readonly resource?: { readonly attributes?: readonly KeyValue[] };
  readonly scopeSpans?: readonly { readonly spans?: readonly WireSpan[] }[];
  readonly scopeMetrics?: readonly { readonly metrics?: readonly WireMetric[] }[];
}

/** A span that has arrived. */
export interface Arrived {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  readonly links: readonly string[];
  readonly isError: boolean;
  /** Who has sent it. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A collector: takes OTLP over HTTP in JSON, and keeps what has come. */
export class OtlpReceiver {
  readonly #server: Server;
  readonly #spans: Arrived[] = [];
  readonly #metrics: Map<string, WireMetric> = new Map();
  readonly #isSilent: boolean;
  #asked = 0;

  private constructor(isSilent: boolean) {
    this.#isSilent = isSilent;
    this.#server = createServer((incoming, outgoing) => void this.#answer(incoming, outgoing));
  }

  /** One that answers or, if it is `silent`, accepts everything and never answers. */
  static async start({ silent = false } = {}): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver(silent);
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many exports were begun. */
  get asked(): number {
    return this.#asked;
  }

  /** All spans that have come, in their order. */
  get spans(): readonly Arrived[] {
    return this.#spans;
  }

  /** The spans of a name. */
  named(name: string): readonly Arrived[] {
    return this.#spans.filter((span) => span.name === name);
  }

  /** The one span of a name. */
  span(name: string): Arrived {
    const [found, ...more] = this.named(name);
    if (found && more.length === 0) return found;
    const names = this.#spans.map((span) => span.name).join(", ");
    throw new Error(`Cannot find one span "${name}": ${names}`);
  }

  /** Whether a metric has come. */
  has(metric: string): boolean {
    return this.#metrics.has(metric);
  }

  /** A metric as it was sent last. */
  metric(name: string): Measured {
    const found = this.#metrics.get(name);
    if (found) return measured(found);
    throw new Error(`Cannot find metric "${name}": ${[...this.#metrics.keys()].join(", ")}`);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (incoming.url === "/echo") {
      outgoing.end(JSON.stringify(incoming.headers));
      return;
    }
    this.#asked += 1;
    if (this.#isSilent) return;
    this.#take(JSON.parse(await text(incoming)));
    outgoing.setHeader("Content-Type", "application/json").end("{}");
  }

  #take(
    { resourceSpans = [], resourceMetrics = [] }: Readonly<Record<string, readonly Batch[]>>,
  ): void {
    for (const { resource, scopeSpans = [] } of resourceSpans) {
      const who = recordOf(resource?.attributes);
      const spans = scopeSpans.flatMap((scope) => scope.spans ?? []);
      this.#spans.push(...spans.map((span) => arrived(span, who)));
    }
    for (const { scopeMetrics = [] } of resourceMetrics) {
      const metrics = scopeMetrics.flatMap((scope) => scope.metrics ?? []);
      for (const metric of metrics) this.#metrics.set(metric.name, metric);
    }
  }
}

function arrived(span: WireSpan, resource: Arrived["resource"]): Arrived {
  const { name, kind, traceId, spanId, parentSpanId } = span;
  return {
    name,
    kind,
    traceId,
    spanId,
    parentSpanId: parentSpanId || undefined,
    startNs: BigInt(span.startTimeUnixNano),
    endNs: BigInt(span.endTimeUnixNano),
    attributes: recordOf(span.attributes),
    events: (span.events ?? []).map((event) => event.name),
    links: (span.links ?? []).map((link) => link.spanId),
    isError: span.status?.code === 2,
    resource,
  };
}

function measured({ unit, gauge, sum, histogram }: WireMetric): Measured {
  const { dataPoints } = gauge ?? sum ?? histogram ?? { dataPoints: [] };
  return {
    unit,
    kind: gauge ? "gauge" : sum ? "sum" : "histogram",
    values: Object.fromEntries(dataPoints.map((point) => [keyOf(point), valueOf(point)])),
    bounds: dataPoints[0]?.explicitBounds ?? [],
  };
}

function keyOf({ attributes }: WirePoint): string {
  const sorted = Object.entries(recordOf(attributes)).toSorted(([a], [b]) => a < b ? -1 : 1);
  return sorted.map(([, value]) => value).join(" ");
}

function valueOf({ asInt, asDouble, count }: WirePoint): number {
  return Number(asInt ?? asDouble ?? count);
}

function recordOf(attributes: readonly KeyValue[] = []): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: Value): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
