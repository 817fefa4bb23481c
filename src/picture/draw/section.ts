import type { Advice, Section, Share, View } from "../model.ts";
import { countText } from "../time-text.ts";
import { drawBadge, drawVerdict } from "./badge.ts";
import { type Html, html } from "./html.ts";
import { drawFolded, drawPrinted, drawTable } from "./table.ts";
import { drawTimeline } from "./timeline.ts";

/** One scenario: the verdict, what to do, the figures, and what it rests on. */
export function drawSection(section: Section, id: string, many: boolean): Html {
  const { title, badge, promise, advice, shares, tables, views, leftOut } = section;
  return html`<section class="scenario" id="${id}" data-section aria-labelledby="${id}-title">
<h2 id="${id}-title" tabindex="-1"><bdi>${title}</bdi> ${drawVerdict(badge)}</h2>
<p class="promise">${promise}</p>${drawAdvice(advice)}${drawShares(shares)}
<div class="tables">${tables.map(drawTable)}</div>
${views.map((view, index) => drawView(view, index, title))}
${leftOut === "" ? undefined : html`<p class="note">${leftOut}</p>`}${
    many ? html`<p class="back"><a href="#list">Back to the list of scenarios</a></p>` : undefined
  }</section>`;
}

function drawAdvice(all: readonly Advice[]): Html | undefined {
  if (all.length === 0) return undefined;
  const items = all.map(({ badge, code, what, advice }) =>
    html`<li class="b-${badge.tone}"><p>${drawBadge(badge)} ${
      code === "" ? undefined : html`
        <code>${code}</code>
      `
    }<bdi>${what}</bdi></p>${
      advice === "" ? undefined : html`<p class="do"><b>What to do:</b> ${advice}</p>`
    }</li>`
  );
  return html`<ul class="advice">${items}</ul>`;
}

function drawShares(shares: readonly Share[]): Html | undefined {
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  let from = 0;
  const parts = shares.map(({ badge, count }) => {
    const x = from;
    const width = Number((count / total * 100).toFixed(3));
    from += width;
    return html`
      <rect class="f-${badge.tone}" x="${x.toFixed(3)}%" width="${width}%" height="100%" />
    `;
  });
  const items = shares.map(({ badge, count }) =>
    html`<li><svg class="swatch" aria-hidden="true" width="14" height="14"><rect class="f-${badge.tone}" width="14" height="14" rx="2"/></svg> <b>${
      countText(count)
    }</b> ${badge.word}</li>`
  );
  return html`
    <div class="shares">
      <svg aria-hidden="true" width="100%" height="12">${parts}</svg>
      <ul>${items}</ul>
    </div>
  `;
}

function drawView({ title, timeline, tables, printed }: View, index: number, of: string): Html {
  const rest = html`${drawTimeline(timeline, `${of}: ${title}`)}${tables.map(drawFolded)}${
    printed.map(drawPrinted)
  }`;
  if (index === 0) return html`<div class="view"><h3>${title}</h3>${rest}</div>`;
  return html`<details class="view"><summary><h3>${title}</h3></summary>${rest}</details>`;
}
