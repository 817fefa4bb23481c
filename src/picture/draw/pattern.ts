import { type Html, html } from "./html.ts";

/** The textures of the tones, so that they differ to those who see no colors. */
export function drawPatterns(): Html {
  return html`
    <svg class="patterns" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern id="p-calm" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect class="wash c-calm" width="6" height="6" />
          <rect class="c-calm" width="2.5" height="6" />
        </pattern>
        <pattern id="p-warn" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect class="wash c-warn" width="6" height="6" />
          <rect class="c-warn" width="6" height="2.5" />
        </pattern>
        <pattern id="p-broken" width="7" height="7" patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)">
          <rect class="wash c-broken" width="7" height="7" />
          <rect class="c-broken" width="3.5" height="7" />
        </pattern>
      </defs>
    </svg>
  `;
}
