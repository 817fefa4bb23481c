import { highestOf } from "../level.ts";
import type { Curve, Level, Table, Timeline } from "../model.ts";
import { countText, momentText } from "../time-text.ts";
import { type Html, html } from "./html.ts";
import { drawHead, drawName, drawPlot } from "./plot.ts";
import { isInside, percentAt, type Scale } from "./scale.ts";

/** The size of the inner picture, which is stretched to whatever width there is. */
const WIDTH = 1_000;
const HEIGHT = 100;
/** As many rows as somebody would read. */
const MOST_ROWS = 24;
const TITLE = "Open at a time";

/** Levels as the steps of a path. */
export function stepsOf(levels: readonly Level[], scale: Scale, highest: number): string {
  const x = (atMs: number): string => (percentAt(scale, atMs) * WIDTH / 100).toFixed(1);
  const y = (count: number): string => (HEIGHT - count / Math.max(1, highest) * HEIGHT).toFixed(1);
  const [first, ...others] = levels;
  if (!first) return "";
  const steps = others.map(({ atMs, count }) => `H${x(atMs)}V${y(count)}`);
  return `M${x(first.atMs)} ${y(first.count)}${steps.join("")}`;
}

/** The same as a shape that stands on the ground. */
export function shapeOf(levels: readonly Level[], scale: Scale, highest: number): string {
  const first = levels[0];
  if (!first) return "";
  const ground = { atMs: first.atMs, count: 0 };
  return `${stepsOf([ground, ...levels], scale, highest)}V${HEIGHT}Z`;
}

/** A path through levels, stretched over the width. */
export function drawPath(path: string, kind: string): Html {
  return html`
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" width="100%" height="100%">
      <path class="${kind}" d="${path}" />
    </svg>
  `;
}

/** How many were open, as lines over the axis. */
export function drawCurves(timeline: Timeline): Html | undefined {
  const { curves, endMs } = timeline;
  if (curves.length === 0) return undefined;
  const highest = Math.max(...curves.map(({ levels }) => highestOf(levels)));
  const keys = curves.map((curve, index) =>
    html`<li class="key key-${index}">${curve.label}, at most ${
      countText(highestOf(curve.levels))
    }</li>`
  );
  const lines = curves.map(({ levels }, index) => {
    const whole = [...levels, { atMs: endMs, count: levels.at(-1)?.count ?? 0 }];
    return drawPath(stepsOf(whole, timeline, highest), `curve curve-${index}`);
  });
  const shapes = [
    html`<desc>${describe(curves)}</desc>`,
    html`<svg y="16" width="100%" height="60">${lines}</svg>`,
    html`<text x="2" y="11">${countText(highest)}</text>`,
  ];
  const label = html`${drawName(TITLE)}<ul class="keys">${keys}</ul>`;
  return drawHead("curves", label, drawPlot(TITLE, 78, shapes));
}

/** The same as figures, for whoever does not see the lines. */
export function tableOfCurves({ curves, startMs, endMs }: Timeline): Table {
  const times = curves.flatMap(({ levels }) => levels.map(({ atMs }) => atMs))
    .filter((atMs) => isInside({ startMs, endMs }, atMs));
  const distinct = [...new Set(times)].toSorted((a, b) => a - b);
  const every = Math.max(1, Math.ceil(distinct.length / MOST_ROWS));
  const shown = distinct.filter((_, index) => index % every === 0 || index === distinct.length - 1);
  const rows = shown.map((atMs) => [
    momentText(atMs),
    ...curves.map(({ levels }) => countText(levelAt(levels, atMs))),
  ]);
  return { title: TITLE, head: ["at", ...curves.map(({ label }) => label)], rows };
}

function levelAt(levels: readonly Level[], atMs: number): number {
  return levels.findLast((level) => level.atMs <= atMs)?.count ?? 0;
}

function describe(curves: readonly Curve[]): string {
  return curves.map((curve) => {
    const last = curve.levels.at(-1)?.count ?? 0;
    return `${curve.label}: at most ${countText(highestOf(curve.levels))}, ${
      countText(last)
    } at the end`;
  }).join("; ");
}
