import type { Lane, Timeline } from "../model.ts";
import { countText, momentText } from "../time-text.ts";
import { drawCurves, tableOfCurves } from "./curve.ts";
import { type Html, html } from "./html.ts";
import { drawFlags, drawList, drawUprights } from "./moment.ts";
import { drawHead, drawName, drawPlot } from "./plot.ts";
import { drawRow } from "./row.ts";
import { percentAt, ticksOf } from "./scale.ts";
import { drawFolded } from "./table.ts";

/** Near the edges a label is written inwards. */
const EDGE = 8;
const ZOOMS = [1, 2, 5, 10];

/** Everything that happened, over one axis of time. */
export function drawTimeline(timeline: Timeline, title: string): Html {
  const { lanes, curves } = timeline;
  return html`
    <figure class="timeline" aria-label="${title}">
      ${drawControls(lanes)}
      <div class="scroll" role="region" aria-label="Bars of ${title}" tabindex="0">
        <div class="canvas">
          ${drawUprights(timeline)}
          ${drawAxis(timeline)}
          ${drawFlags(timeline)}
          ${drawCurves(timeline)}
          ${lanes.map((lane, index) => drawLane(lane, index, timeline))}
        </div>
      </div>
      ${drawList(timeline)}
      <p class="note">${timeline.key}</p>
      ${curves.length === 0 ? undefined : drawFolded(tableOfCurves(timeline))}
    </figure>
  `;
}

/** Only a script can obey them, so without one they are not shown. */
function drawControls(lanes: readonly Lane[]): Html {
  const zooms = ZOOMS.map((zoom) => html`<option value="${zoom}">${zoom} ×</option>`);
  const choices = html`<fieldset><legend>Lanes</legend>${lanes.map(drawChoice)}</fieldset>`;
  return html`
    <div class="controls">
      ${lanes.length === 0 ? undefined : choices}
      <label class="choice">Zoom <select data-zoom>${zooms}</select></label>
      <span role="status" class="note"></span>
    </div>
  `;
}

function drawChoice({ name, total }: Lane, index: number): Html {
  const box = html`<input type="checkbox" checked data-filter="${index}">`;
  return html`<label class="choice">${box} <span>${name}</span> <small>${
    countText(total)
  }</small></label>`;
}

function drawAxis(timeline: Timeline): Html {
  const ticks = ticksOf(timeline).map(({ atMs, label }) => {
    const x = percentAt(timeline, atMs);
    const anchor = x < EDGE ? "start" : x > 100 - EDGE ? "end" : "middle";
    return html`<text x="${x}%" y="14" text-anchor="${anchor}">${label}</text>`;
  });
  const span = `${momentText(timeline.startMs)} to ${momentText(timeline.endMs)}`;
  const plot = drawPlot(`The axis of time, from ${span}`, 20, ticks);
  return drawHead("axis", drawName(`Time since ${timeline.zero}`), plot);
}

function drawLane({ name, note, rows, total }: Lane, index: number, timeline: Timeline): Html {
  const head = html`<h4><bdi>${name}</bdi> <span class="note">${note}</span></h4>`;
  const lines = rows.map((row) => drawRow(row, timeline));
  return html`
    <section class="lane" data-lane="${index}" data-name="${name}" data-total="${total}">
      ${head}${lines}
    </section>
  `;
}
