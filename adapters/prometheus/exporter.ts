import { badOption } from "../../src/check/mod.ts";
import { type Lifecycle, type Release, release } from "../../src/core/mod.ts";
import { exemptPathsOf, isLeaving, pathOf } from "../../src/http/mod.ts";
import { measure, type MeasureOptions } from "../../src/observe/mod.ts";
import { type Format, formatFor, TEXT, textOf } from "./exposition.ts";
import type { PreviousStore } from "./previous.ts";
import { checkRegistry, type PrometheusRegistry, register } from "./registry.ts";
import { Memory, storeOf } from "./remember.ts";
import { Totals } from "./totals.ts";

/** What {@linkcode exporter} may be given. */
export interface ExporterOptions {
  /** Where `handler` answers. Default: `/metrics`. */
  readonly path?: string;
  /**
   * A `Registry` of prom-client, which then holds these metrics beside your own and writes the text.
   * Default: none; the text is written here and holds these metrics only.
   */
  readonly registry?: PrometheusRegistry;
  /**
   * Where a process leaves what it has counted for the one that is started after it: the path of a
   * file, whose folder is made if it is missing, or a store of your own. Default: nowhere; what happens after the last scrape is lost.
   */
  readonly previous?: string | PreviousStore;
  /** Whether every cancellation is timed, not only the shutdown's: see `measure`. Default: false. */
  readonly everyCancellation?: boolean;
}

/** What is needed of a request: its URL or its target and, to choose a format, its headers. */
export interface MetricsRequest {
  /** Such as `http://localhost/metrics`, or `/metrics`. */
  readonly url: string;
  /** Without them, the answer is the text format 0.0.4. */
  readonly headers?: { get(name: string): string | null };
}

/** Shows what is measured to Prometheus. Made by {@linkcode exporter}. */
export interface Exporter extends Disposable {
  /** What {@linkcode text} is called: the `Content-Type` of a response. */
  readonly contentType: string;
  /** Writes everything as it is now. **Ends** with the text. */
  text(): Promise<string>;
  /** Answers requests for its path, and returns `undefined` for all others. */
  readonly handler: (request: MetricsRequest) => Promise<Response> | undefined;
  /** Ends the measuring, and takes the metrics out of the registry. **Again**: harmless. */
  readonly release: Release;
}

/**
 * Exports what is measured of a life to Prometheus, as text or by a registry of prom-client.
 *
 * Its path is exempt from then on: no server of this life counts or refuses it, so that it can be
 * scraped while it drains. A process that ends is gone before Prometheus asks again; with `previous`,
 * the next one tells what has become of it, and whether it came to an end at all: the end of its
 * life, a release, or that nothing was left to do.
 *
 * **Again**: another exporter of one life measures on its own and shows the same, so give `previous` to
 * one of them, and each a path of its own; one registry takes one life.
 * **Late**: what the end of a life leaves in `previous` is written once it has stopped, within what
 * is left of the budget. **Yours**: the registry, and the store. A store that fails becomes the event
 * `error.caught`, and costs the record only. **Runtimes**: Deno needs `--allow-read` and
 * `--allow-write` for a file; without `--allow-run`, it takes a process of the same `instance` that may
 * still run beside it for one that does for as long as its end may take.
 *
 * @throws {QuiesceError} `BAD_OPTION` for an option of the wrong type
 * @throws {QuiesceError} `WRONG_STATE` when the registry has such metrics already, and for
 * `everyCancellation` while somebody else tracks
 * @throws {QuiesceError} `UNSUPPORTED` for a file where the runtime has none
 *
 * @example Metrics before a handler
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { exporter } from "quiesce/prometheus";
 *
 * const life = new Lifecycle();
 * const metrics = exporter(life);
 * const handle = (request: Request): Response | Promise<Response> =>
 *   metrics.handler(request) ?? new Response("ok");
 * const text = await (await handle(new Request("http://localhost/metrics"))).text();
 * console.assert(text.includes('quiesce_state{state="starting"} 1'));
 * metrics.release();
 * ```
 */
export function exporter(life: Lifecycle, options: ExporterOptions = {}): Exporter {
  const { path = "/metrics", registry, previous, everyCancellation = false } = options;
  checkPath(path);
  const store = previous === undefined ? undefined : storeOf(previous);
  if (registry !== undefined) checkRegistry(registry);
  const source = sourceOf(life, store, { everyCancellation });
  const unregister = registry && register(registry, source.collect);
  exemptPathsOf(life).add(path);
  const write = registry ? throughRegistry(registry) : ownWriter(source.collect);
  const undo = release(() => {
    unregister?.();
    source.release();
  });
  return {
    get contentType() {
      return registry?.contentType ?? TEXT.contentType;
    },
    text: async () => (await write(TEXT)).text,
    handler(request) {
      if (pathOf(request.url) !== path) return undefined;
      return respond(life, write(formatFor(request.headers?.get("accept") ?? null)));
    },
    release: undo,
    [Symbol.dispose]: undo,
  };
}

/** Where the values come from. */
interface Source {
  collect(): Promise<Totals>;
  readonly release: Release;
}

interface Written {
  readonly contentType: string;
  readonly text: string;
}

function checkPath(path: unknown): void {
  if (typeof path === "string" && path.startsWith("/")) return;
  throw badOption("export metrics", "path", 'a path that begins with "/"', path);
}

function sourceOf(
  life: Lifecycle,
  store: PreviousStore | undefined,
  options: MeasureOptions,
): Source {
  const totals = new Totals();
  const measurement = measure(life, totals, options);
  const now = (): Totals => totals.with(measurement.read());
  const memory = store && new Memory(life, store, now);
  return {
    collect: async () => memory ? await memory.complete(now()) : now(),
    release: release(() => {
      memory?.release();
      measurement();
    }),
  };
}

function throughRegistry(registry: PrometheusRegistry): (format: Format) => Promise<Written> {
  return async () => ({ contentType: registry.contentType, text: await registry.metrics() });
}

function ownWriter(collect: () => Promise<Totals>): (format: Format) => Promise<Written> {
  return async (format) => ({
    contentType: format.contentType,
    text: textOf(await collect(), format),
  });
}

async function respond(life: Lifecycle, work: Promise<Written>): Promise<Response> {
  const { text, contentType } = await work;
  const headers = {
    "Content-Type": contentType,
    "Cache-Control": "no-store",
    ...(isLeaving(life) && { "Connection": "close" }),
  };
  return new Response(text, { headers });
}
