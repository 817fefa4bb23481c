import type { Lane, Timeline } from "../model.ts";
import { countText, momentText } from "../time-text.ts";
import { drawCurves, tableOfCurves } from "./curve.ts";
import { type Html, html } from "./html.ts";
import { drawFlags, drawList, drawUprights } from "./moment.ts";
import { drawRow } from "./row.ts";
import { percentAt, ticksOf } from "./scale.ts";
import { drawFolded } from "./table.ts";

/** Near the edges a label is written inwards. */
const EDGE = 8;
const ZOOMS = [1, 2, 5, 10];

/** Everything that happened, over one axis of time. */
export function drawTimeline(timeline: Timeline, title: string): Html {
  const { lanes, curves } = timeline;
  return html`<figure class="timeline" aria-label="${title}">${drawControls(lanes)}
<div class="scroll" role="region" aria-label="Bars of ${title}" tabindex="0"><div class="canvas">${
    drawUprights(timeline)
  }${drawAxis(timeline)}${drawFlags(timeline)}${drawCurves(timeline)}
${lanes.map((lane, index) => drawLane(lane, index, timeline))}</div></div>
${drawList(timeline)}<p class="note">${timeline.key}</p>${
    curves.length === 0 ? undefined : drawFolded(tableOfCurves(timeline))
  }</figure>`;
}

/** Only a script can obey them, so without one they are not shown. */
function drawControls(lanes: readonly Lane[]): Html {
  const boxes = lanes.map(({ name, total }, index) =>
    html`
      <label
        class="choice"><input type="checkbox" checked data-filter="${index}"><span>${name}</span> <small>${countText(
          total,
        )}</small></label>
    `
  );
  const zooms = ZOOMS.map((zoom) => html`<option value="${zoom}">${zoom} ×</option>`);
  return html`<div class="controls"><fieldset><legend>Lanes</legend>${boxes}</fieldset>
<label class="choice">Zoom <select data-zoom>${zooms}</select></label><span role="status" class="note"></span></div>`;
}

function drawAxis(timeline: Timeline): Html {
  const ticks = ticksOf(timeline).map(({ atMs, label }) => {
    const x = percentAt(timeline, atMs);
    const anchor = x < EDGE ? "start" : x > 100 - EDGE ? "end" : "middle";
    return html`<text x="${x}%" y="14" text-anchor="${anchor}">${label}</text>`;
  });
  const span = `${momentText(timeline.startMs)} to ${momentText(timeline.endMs)}`;
  return html`
    <div class="line axis">
      <div class="label"><span class="name">Time since ${timeline.zero}</span></div>
      <svg class="plot" role="img" width="100%"
        height="20"><title>The axis of time, from ${span}</title>${ticks}</svg>
    </div>
  `;
}

function drawLane({ name, note, rows, total }: Lane, index: number, timeline: Timeline): Html {
  return html`
    <section class="lane" data-lane="${index}" data-name="${name}"
      data-total="${total}"><h4><bdi>${name}</bdi> <span class="note">${note}</span></h4>
    ${rows.map((row) => drawRow(row, timeline))}</section>
  `;
}
