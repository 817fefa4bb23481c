import type { Advice, Section, Share, View } from "../model.ts";
import { countText } from "../time-text.ts";
import { drawBadge, drawVerdict } from "./badge.ts";
import { type Html, html } from "./html.ts";
import { drawFolded, drawPrinted, drawTable } from "./table.ts";
import { drawTimeline } from "./timeline.ts";

/** One scenario: the verdict, what to do, the figures, and what it rests on. */
export function drawSection(section: Section, id: string, many: boolean): Html {
  const { title, badge, promise, advice, shares, tables, views, leftOut } = section;
  const back = html`<p class="back"><a href="#list">Back to the list of scenarios</a></p>`;
  return html`
    <section class="scenario" id="${id}" data-section aria-labelledby="${id}-title">
      <h2 id="${id}-title" tabindex="-1"><bdi>${title}</bdi> ${drawVerdict(badge)}</h2>
      <p class="promise">${promise}</p>
      ${drawAdvice(advice)}${drawShares(shares)}
      <div class="tables">${tables.map(drawTable)}</div>
      ${views.map((view, index) => drawView(view, index, title))}
      ${leftOut === "" ? undefined : html`<p class="note">${leftOut}</p>`}
      ${many ? back : undefined}
    </section>
  `;
}

function drawAdvice(all: readonly Advice[]): Html | undefined {
  if (all.length === 0) return undefined;
  const items = all.map(({ badge, code, what, advice }) => {
    const sign = code === "" ? undefined : html`<code>${code}</code>`;
    const todo = html`<p class="do"><b>What to do:</b> ${advice}</p>`;
    return html`<li class="b-${badge.tone}"><p>${drawBadge(badge)} ${sign} <bdi>${what}</bdi></p>${
      advice === "" ? undefined : todo
    }</li>`;
  });
  return html`<ul class="advice">${items}</ul>`;
}

function drawShares(shares: readonly Share[]): Html | undefined {
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  let from = 0;
  const parts = shares.map(({ badge, count }) => {
    const [x, width] = [from, count / total * 100].map((share) => share.toFixed(3));
    from += count / total * 100;
    return html`
      <rect class="f-${badge.tone}" x="${x}%" width="${width}%" height="100%" />
    `;
  });
  return html`
    <div class="shares">
      <svg aria-hidden="true" width="100%" height="12">${parts}</svg>
      <ul>${shares.map(drawShare)}</ul>
    </div>
  `;
}

function drawShare({ badge: { word, tone }, count }: Share): Html {
  const sample = html`
    <rect class="f-${tone}" width="14" height="14" rx="2" />
  `;
  const swatch =
    html`<svg class="swatch" aria-hidden="true" width="14" height="14">${sample}</svg>`;
  return html`<li>${swatch} <b>${countText(count)}</b> ${word}</li>`;
}

function drawView({ title, timeline, tables, printed }: View, index: number, of: string): Html {
  const drawn = drawTimeline(timeline, `${of}: ${title}`);
  const rest = [drawn, ...tables.map(drawFolded), ...printed.map(drawPrinted)];
  if (index === 0) return html`<div class="view"><h3>${title}</h3>${rest}</div>`;
  return html`<details class="view"><summary><h3>${title}</h3></summary>${rest}</details>`;
}
