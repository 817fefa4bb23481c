import { type MetricDefinition, METRICS } from "../../src/observe/mod.ts";
import { numberText, type Sample, samplesOf } from "./sample.ts";
import type { Totals } from "./totals.ts";

/** How a text is written, and what it is called. */
export interface Format {
  readonly contentType: string;
  head(definition: MetricDefinition): readonly string[];
  /** What stands at the end of all. */
  readonly end: readonly string[];
}

/** The text format 0.0.4. */
export const TEXT: Format = {
  contentType: "text/plain; version=0.0.4; charset=utf-8",
  head: ({ name, help, kind }) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`],
  end: [],
};

/** What OpenMetrics calls units, and names must end in. */
const UNITS: readonly (readonly [string, string])[] = [["s", "seconds"], ["1", "ratio"]];

/** OpenMetrics 1.0, which Prometheus prefers: it knows units. */
export const OPEN_METRICS: Format = {
  contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  head(definition) {
    const { help, kind, unit } = definition;
    const isInfo = definition === METRICS.info;
    const family = definition.name.replace(isInfo ? /_info$/ : /_total$/, "");
    return [
      `# TYPE ${family} ${isInfo ? "info" : kind}`,
      ...UNITS.filter(([short]) => short === unit).map(([, long]) => `# UNIT ${family} ${long}`),
      `# HELP ${family} ${help}`,
    ];
  },
  end: ["# EOF"],
};

/** Chooses by what whoever asks says that it accepts. */
export function formatFor(accept: string | null): Format {
  return accept?.includes("application/openmetrics-text") ? OPEN_METRICS : TEXT;
}

/** Writes all metrics. */
export function textOf(totals: Totals, { head, end }: Format): string {
  const lines = Object.values(METRICS).flatMap((definition) => [
    ...head(definition),
    ...totals.of(definition)
      .flatMap((series) => samplesOf(definition, series))
      .map((sample) => lineOf(definition.name, sample)),
  ]);
  return [...lines, ...end, ""].join("\n");
}

function lineOf(name: string, { suffix, labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  const all = pairs.length > 0 ? `{${pairs.join(",")}}` : "";
  return `${name}${suffix}${all} ${numberText(value)}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
