import { type Html, html, type Part } from "./html.ts";

/** A strip as wide as the axis of time, with a name for those who do not see it. */
export function drawPlot(title: string, heightPixels: number, shapes: Part): Html {
  const name = html`<title>${title}</title>`;
  return html`<svg class="plot" role="img" width="100%" height="${heightPixels}">${name}${shapes}</svg>`;
}

/** A strip above the lanes, and what it is called. */
export function drawHead(kind: string, label: Part, plot: Html): Html {
  return html`<div class="line ${kind}"><div class="label">${label}</div>${plot}</div>`;
}

/** What stands left of a strip. */
export function drawName(name: string): Html {
  return html`<span class="name"><bdi>${name}</bdi></span>`;
}
