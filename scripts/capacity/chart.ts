// Draws the plot as SVG text: no library, and the same bytes for the same numbers.
import { LONGEST_DELAY_MS, type Plot, type Point, type Size } from "./points.ts";

interface Panel {
  readonly topY: number;
  readonly title: string;
}

const WIDTH = 760;
const HEIGHT = 690;
const LEFT_X = 64;
const RIGHT_X = WIDTH - 40;
const PANEL_HEIGHT = 240;
const REQUESTS: Panel = {
  topY: 88,
  title: "Chance that a request which meets a restart is lost",
};
const DEPLOYS: Panel = {
  topY: 400,
  title: "Chance that a whole deploy loses a request, at 0.5 requests a second per instance",
};
const X_STEP_MS = 250;
const Y_STEP = 0.25;
const SIZE_CLASSES = ["ten", "thousand", "many"];

const STYLE = `
  svg { color-scheme: light dark; background: #ffffff; }
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .title { font-weight: 600; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .curve { fill: none; stroke: #57606a; stroke-width: 2; }
  .dot { fill: none; stroke-width: 2; }
  .cross { stroke: #cf222e; stroke-width: 2.5; fill: none; }
  .ten { stroke: #0969da; }
  .thousand { stroke: #1a7f37; }
  .many { stroke: #9a6700; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; }
    text { fill: #e6edf3; }
    .grid { stroke: #30363d; }
    .curve { stroke: #8b949e; }
    .cross { stroke: #ff7b72; }
    .ten { stroke: #58a6ff; }
    .thousand { stroke: #3fb950; }
    .many { stroke: #d29922; }
  }
`;

/** The whole picture. */
export function drawn({ requestCurve, sizes, crosses }: Plot): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    "<title>The chance of losing a request in a rolling deploy, against delayMs</title>",
    "<desc>Curves are computed, dots are simulated, crosses were measured behind HAProxy.</desc>",
    `<style>${STYLE}</style>`,
    ...legend(sizes),
    ...frame(REQUESTS),
    curve(REQUESTS, requestCurve, ""),
    ...sizes.flatMap((size, at) => size.requestDots.map((point) => dot(REQUESTS, point, at))),
    ...crosses.map((point) => cross(xOf(point.delayMs), yOf(REQUESTS, point.chance))),
    ...frame(DEPLOYS),
    ...sizes.map((size, at) => curve(DEPLOYS, size.curve, SIZE_CLASSES[at] ?? "")),
    ...sizes.flatMap((size, at) => size.dots.map((point) => dot(DEPLOYS, point, at))),
    "</svg>",
    "",
  ].join("\n");
}

function legend(sizes: readonly Size[]): readonly string[] {
  const entries = sizes.flatMap(({ instances, deploys }, at) => {
    const x = LEFT_X + 8 + at * 225;
    const times = deploys === 1 ? "1 deploy" : `${deploys} deploys`;
    return [mark(x, 24, at), text(x + 12, 28, `${grouped(instances)} instances, ${times}`)];
  });
  const x = LEFT_X + 8;
  return [
    ...entries,
    `<line class="curve" x1="${x - 8}" y1="48" x2="${x + 8}" y2="48"/>`,
    text(x + 12, 52, "line: computed; mark: simulated"),
    cross(x + 258, 48),
    text(x + 270, 52, "measured: 4 instances behind HAProxy"),
  ];
}

function frame(panel: Panel): readonly string[] {
  const bottomY = panel.topY + PANEL_HEIGHT;
  const rows = steps(1, Y_STEP).flatMap((chance) => {
    const y = yOf(panel, chance);
    return [line(LEFT_X, y, RIGHT_X, y), text(LEFT_X - 8, y + 4, chance.toFixed(2), "end")];
  });
  const columns = steps(LONGEST_DELAY_MS, X_STEP_MS).flatMap((delayMs) => {
    const x = xOf(delayMs);
    const label = text(x, bottomY + 18, `${delayMs} ms`, "middle");
    return [line(x, panel.topY, x, bottomY), label];
  });
  const title = `<text class="title" x="${LEFT_X}" y="${panel.topY - 12}">${panel.title}</text>`;
  return [...rows, ...columns, title, text(LEFT_X, bottomY + 36, "delayMs")];
}

function curve(panel: Panel, points: readonly Point[], name: string): string {
  const places = points.map(({ delayMs, chance }) => (
    `${rounded(xOf(delayMs))},${rounded(yOf(panel, chance))}`
  ));
  return `<polyline class="curve ${name}" points="${places.join(" ")}"/>`;
}

function dot(panel: Panel, { delayMs, chance }: Point, size: number): string {
  return mark(xOf(delayMs), yOf(panel, chance), size);
}

/** A circle, a square or a triangle: colour alone would not tell them apart for all. */
function mark(x: number, y: number, size: number): string {
  const name = `class="dot ${SIZE_CLASSES[size] ?? ""}"`;
  const radius = 4 + 2 * size;
  if (size === 0) return `<circle ${name} cx="${rounded(x)}" cy="${rounded(y)}" r="${radius}"/>`;
  const corner = `${rounded(x - radius)},${rounded(y + radius)}`;
  const path = size === 1
    ? `M${corner}h${2 * radius}v${-2 * radius}h${-2 * radius}z`
    : `M${corner}h${2 * radius}l${-radius},${-2 * radius}z`;
  return `<path ${name} d="${path}"/>`;
}

function cross(x: number, y: number): string {
  const [left, top] = [rounded(x - 6), rounded(y - 6)];
  return `<path class="cross" d="M${left},${top}l12,12m0,-12l-12,12"/>`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${rounded(x1)}" y1="${rounded(y1)}" x2="${rounded(x2)}" y2="${
    rounded(y2)
  }"/>`;
}

function text(x: number, y: number, content: string, anchor: string = "start"): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}">${content}</text>`;
}

function xOf(delayMs: number): number {
  return LEFT_X + (RIGHT_X - LEFT_X) * delayMs / LONGEST_DELAY_MS;
}

function yOf(panel: Panel, chance: number): number {
  return panel.topY + PANEL_HEIGHT * (1 - chance);
}

function steps(most: number, step: number): readonly number[] {
  return Array.from({ length: Math.round(most / step) + 1 }, (_, at) => at * step);
}

/** A tenth of a pixel is enough, and hides the last digits, in which machines may differ. */
function rounded(number: number): string {
  return String(Math.round(number * 10) / 10);
}

function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, " ");
}
