import { highestOf, levelsFrom, lifted } from "../level.ts";
import type { Bar, Crowd, Row, Track } from "../model.ts";
import { countText, spanText } from "../time-text.ts";
import { drawBadge } from "./badge.ts";
import { drawPath, shapeOf } from "./curve.ts";
import { type Html, html } from "./html.ts";
import { drawName, drawPlot } from "./plot.ts";
import { isInside, percentAt, type Scale } from "./scale.ts";
import { drawEntries, drawSteps } from "./table.ts";

/** Thinner than this and nobody would see it. */
const LEAST_WIDTH = 0.5;
/** So many are described whole; of more, only those that went wrong. */
const MOST_TOLD = 4;

/** One line: what it is, and its bars; what more is known of them unfolds. */
export function drawRow(row: Row, scale: Scale): Html {
  const more = moreOf(row);
  const line = html`${drawLabel(row)}${drawStrip(row, scale)}`;
  if (!more) return html`<div class="row line">${line}</div>`;
  return html`
    <details class="row">
      <summary class="line">${line}</summary>
      <div class="more">${more}</div>
    </details>
  `;
}

function drawLabel({ label, note, badges }: Row): Html {
  const signs = badges.flatMap((badge) => [drawBadge(badge), " "]);
  return html`<span class="label">${
    drawName(label)
  } ${signs}<span class="note">${note}</span></span>`;
}

function drawStrip(row: Row, scale: Scale): Html {
  const tracks = row.tracks.map((track) => drawTrack(track, scale));
  const bars = row.bars.map((bar) => drawBar(bar, scale));
  return drawPlot(titleOf(row), 24, [tracks, bars, drawCrowd(row, scale)]);
}

function titleOf({ label, badges, note, tracks }: Row): string {
  const words = badges.map(({ word }) => word).join(", ");
  return [label, words, note, ...tracks.map((track) => track.label)].filter((part) => part !== "")
    .join("; ");
}

function drawBar({ label, badge, startMs, endMs, how }: Bar, scale: Scale): Html {
  const from = percentAt(scale, startMs);
  const width = Math.max(LEAST_WIDTH, Number((percentAt(scale, endMs) - from).toFixed(3)));
  const says = `${label}: ${badge.word}, ${spanText(startMs, endMs)}, ${how}`;
  const x = Math.min(from, 100 - LEAST_WIDTH);
  return html`
    <g class="bar f-${badge.tone}">
      <title>${says}</title>
      <rect x="${x}%" width="${width}%" y="5" height="14" rx="2" />
    </g>
  `;
}

function drawTrack({ startMs, endMs, end }: Track, scale: Scale): Html {
  const from = percentAt(scale, startMs);
  const to = percentAt(scale, endMs);
  const line = html`
    <line class="track" x1="${from}%" x2="${to}%" y1="12" y2="12" />
  `;
  return html`${line}${isInside(scale, endMs) ? drawEnd(end, to) : undefined}`;
}

const ENDS: Readonly<Record<Track["end"], string>> = {
  stop: "M0 6v12",
  torn: "M-4 8l8 8m0-8l-8 8",
  open: "M-4 8l5 4l-5 4",
};

function drawEnd(end: Track["end"], x: number): Html {
  return html`
    <svg class="glyph" x="${x}%">
      <path class="track-${end}" d="${ENDS[end]}" />
    </svg>
  `;
}

function drawCrowd({ crowd, badges }: Row, scale: Scale): Html | undefined {
  if (!crowd) return undefined;
  const levels = lifted(levelsFrom(crowd.levels, scale.startMs));
  const tone = badges[0]?.tone ?? "muted";
  const shape = drawPath(shapeOf(levels, scale, highestOf(levels)), `f-${tone}`);
  return html`
    <g class="crowd" data-bars="${crowd.bars}">
      <svg y="3" width="100%" height="18">${shape}</svg>
    </g>
  `;
}

function moreOf({ bars, crowd, badges }: Row): Html | undefined {
  if (crowd) return crowdText(crowd, badges);
  const known = bars.filter(({ entries, steps }) => entries.length > 0 || steps.length > 0);
  if (known.length === 0) return undefined;
  const told = known.length <= MOST_TOLD
    ? known
    : known.filter(({ badge }, index) => badge.tone !== "good" || index < MOST_TOLD);
  const rest = known.length - told.length;
  const note = html`<p class="note">${countText(rest)} more on it ended well.</p>`;
  return html`${told.map(drawMore)}${rest === 0 ? undefined : note}`;
}

function crowdText({ startMs, endMs, says }: Crowd, badges: Row["badges"]): Html {
  const words = badges.map(({ word }) => word).join(", ") || "no request";
  return html`<p>${words}, from ${spanText(startMs, endMs)}. ${says}</p>`;
}

function drawMore({ label, badge, how, entries, steps }: Bar): Html {
  const head = html`<p><b><bdi>${label}</bdi></b> ${drawBadge(badge)} ${how}</p>`;
  return html`<div class="told">${head}${drawEntries(entries)}${drawSteps(steps)}</div>`;
}
