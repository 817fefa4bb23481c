import type { Badge } from "../model.ts";
import { type Html, html } from "./html.ts";

/** A word in the color of what it says. */
export function drawBadge({ word, tone }: Badge): Html {
  return html`<span class="badge t-${tone}">${word}</span>`;
}

/** The same for what is said of a whole. */
export function drawVerdict({ word, tone }: Badge): Html {
  return html`<span class="badge solid t-${tone}">${word}</span>`;
}
