import type { Entry, Printed, Step, Table } from "../model.ts";
import { momentText } from "../time-text.ts";
import { type Html, html } from "./html.ts";

/** What is longer than this gets a line of its own. */
const LONG = 32;

/** A table that can be scrolled by itself where it is too wide. */
export function drawTable({ title, head, rows }: Table): Html {
  const heads = head.map((name) => html`<th scope="col">${name}</th>`);
  return html`
    <div class="wide" role="region" aria-label="${title}" tabindex="0">
      <table>
        <caption>${title}</caption>
        <thead>
          <tr>${heads}</tr>
        </thead>
        <tbody>${rows.map(drawRow)}</tbody>
      </table>
    </div>
  `;
}

/** Names and what they are. */
export function drawEntries(entries: readonly Entry[]): Html {
  const items = entries.map(({ name, value }) => {
    const kind = value.length > LONG ? "long" : "short";
    return html`
      <div class="${kind}">
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>
    `;
  });
  return html`<dl>${items}</dl>`;
}

/** What happened, one line each. */
export function drawSteps(steps: readonly Step[]): Html | undefined {
  if (steps.length === 0) return undefined;
  const items = steps.map(({ atMs, what, text }) => {
    const code = text === "" ? undefined : html`<code>${text}</code>`;
    return html`<li><b>${momentText(atMs)}</b> <span>${what}</span> ${code}</li>`;
  });
  return html`<ol class="steps">${items}</ol>`;
}

/** Lines as they were printed, folded away. */
export function drawPrinted({ title, lines }: Printed): Html {
  return html`
    <details class="aside">
      <summary>${title}</summary>
      <pre tabindex="0">${lines.join("\n")}</pre>
    </details>
  `;
}

/** A table that most will not need, folded away. */
export function drawFolded(table: Table): Html {
  return html`<details class="aside"><summary>${table.title}</summary>${
    drawTable(table)
  }</details>`;
}

function drawRow([first = "", ...others]: readonly string[]): Html {
  const cells = others.map((cell) => html`<td>${cell}</td>`);
  return html`<tr><th scope="row">${first}</th>${cells}</tr>`;
}
