import type { Timeline } from "../model.ts";
import { momentText } from "../time-text.ts";
import { type Html, html } from "./html.ts";
import { drawHead, drawName, drawPlot } from "./plot.ts";
import { isInside, percentAt, ticksOf } from "./scale.ts";

/** Flags that are nearer to each other, in percent, do not fit side by side on a phone. */
const NEAR = 7;
const FLAG_HEIGHT = 20;

interface Flag {
  readonly sign: string;
  readonly atMs: number;
  readonly label: string;
  readonly kind: "strong" | "weak" | "limit";
}

/** The upright lines behind all rows. */
export function drawUprights(timeline: Timeline): Html {
  const ticks = ticksOf(timeline).map(({ atMs }) => drawUpright(percentAt(timeline, atMs), "grid"));
  const flags = flagsOf(timeline).filter(({ atMs }) => isInside(timeline, atMs))
    .map(({ atMs, kind }) => drawUpright(percentAt(timeline, atMs), kind));
  return html`<svg class="uprights" aria-hidden="true">${ticks}${flags}</svg>`;
}

/** A numbered flag for each moment, and a letter for each limit. */
export function drawFlags(timeline: Timeline): Html {
  const flags = flagsOf(timeline).filter(({ atMs }) => isInside(timeline, atMs));
  const levels = levelsOf(flags.map(({ atMs }) => percentAt(timeline, atMs)));
  const height = (1 + Math.max(0, ...levels)) * FLAG_HEIGHT;
  const drawn = flags.map((flag, index) =>
    drawFlag(flag, percentAt(timeline, flag.atMs), levels[index] ?? 0)
  );
  const plot = drawPlot("Moments and limits, listed below", height, drawn);
  return drawHead("moments", drawName("Moments and limits"), plot);
}

/** What the flags stand for, and what lies outside. */
export function drawList(timeline: Timeline): Html {
  const items = flagsOf(timeline).map((flag) => {
    const { sign, atMs, label, kind } = flag;
    const name = html`<span class="flag k-${kind}">${sign}</span>`;
    return html`<li>${name} <b>${momentText(atMs)}</b> ${label}${placeOf(flag, timeline)}</li>`;
  });
  return html`<ol class="flags" aria-label="Moments and limits">${items}</ol>`;
}

function placeOf({ atMs }: Flag, timeline: Timeline): string {
  if (isInside(timeline, atMs)) return "";
  return atMs < timeline.startMs ? " (before what is drawn)" : " (after what is drawn)";
}

function flagsOf({ moments, limits }: Timeline): readonly Flag[] {
  const numbered = moments.map(({ atMs, label, strong }, index): Flag => ({
    sign: String(index + 1),
    atMs,
    label,
    kind: strong ? "strong" : "weak",
  }));
  const lettered = limits.map(({ atMs, label }, index): Flag => ({
    sign: String.fromCharCode(65 + index),
    atMs,
    label,
    kind: "limit",
  }));
  return [...numbered, ...lettered];
}

/** The lowest line of flags on which each has room. */
function levelsOf(places: readonly number[]): readonly number[] {
  const levels: number[] = [];
  for (const [index, place] of places.entries()) {
    const taken = new Set(
      places.slice(0, index).flatMap((other, at) =>
        Math.abs(other - place) < NEAR ? [levels[at]] : []
      ),
    );
    let level = 0;
    while (taken.has(level)) level += 1;
    levels.push(level);
  }
  return levels;
}

function drawUpright(x: number, kind: string): Html {
  return html`
    <line class="u-${kind}" x1="${x}%" x2="${x}%" y1="0" y2="100%" />
  `;
}

const BOX = html`
  <rect x="-8" y="-8" width="16" height="16" rx="2" />
`;
const DISC = html`
  <circle r="8.5" />
`;

function drawFlag({ sign, kind }: Flag, x: number, level: number): Html {
  const y = level * FLAG_HEIGHT + FLAG_HEIGHT / 2;
  const shape = kind === "limit" ? BOX : DISC;
  const text = html`<text text-anchor="middle" y="4">${sign}</text>`;
  return html`<svg class="glyph k-${kind}" x="${x}%" y="${y}">${shape}${text}</svg>`;
}
