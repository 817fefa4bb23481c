import { createHash } from "node:crypto";
import type { Picture, Section } from "../model.ts";
import { drawVerdict } from "./badge.ts";
import { type Html, html, jsonHtml, rawHtml } from "./html.ts";
import { drawPatterns } from "./pattern.ts";
import { SCRIPT } from "./script.ts";
import { drawSection } from "./section.ts";
import { STYLE } from "./style.ts";
import { drawEntries, drawFolded } from "./table.ts";

/** A page that needs no other file and no network, and that may ask for none. */
export function drawPage(picture: Picture, data: unknown): string {
  const { title, sections } = picture;
  const many = sections.length > 1;
  const drawn = sections.map((section, index) => drawSection(section, idOf(index), many));
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${POLICY}">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        <style>${rawHtml(STYLE)}</style>
      </head>
      <body>
            <a class="skip" href="#main">Skip to what happened</a>
            ${drawPatterns()}
            ${drawHeader(picture)}
            <div class="columns${many ? " many" : ""}">
              ${many ? drawNavigation(sections) : undefined}
              <main id="main">${drawn}</main>
            </div>
            <footer><p class="note">${FOOTER}</p></footer>
            <script type="application/json" id="data">${jsonHtml(data)}</script>
            <script>${rawHtml(SCRIPT)}</script>
          </body>
    </html>
  `.markup.trimStart();
}

const FOOTER =
  html`Drawn by quiesce. This page asks for nothing from the network, and holds the data it was drawn from in its element <code>#data</code>.`;

/** Only our own style and script count, whatever else might get into the page. */
const POLICY = [
  "default-src 'none'",
  `script-src '${digestOf(SCRIPT)}'`,
  `style-src '${digestOf(STYLE)}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function digestOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function drawHeader({ title, badge, summary, entries, tables }: Picture): Html {
  return html`
    <header>
      <h1><bdi>${title}</bdi> ${drawVerdict(badge)}</h1>
      <p class="summary">${summary}</p>
      ${drawEntries(entries)}${tables.map(drawFolded)}
    </header>
  `;
}

function drawNavigation(sections: readonly Section[]): Html {
  const items = sections.map(({ title, badge }, index) => {
    const name = html`${drawVerdict(badge)} <span><bdi>${title}</bdi></span>`;
    return html`<li><a href="#${idOf(index)}">${name}</a></li>`;
  });
  const all = html`<li class="all"><a href="#all">All on one page</a></li>`;
  return html`
    <nav id="list" aria-label="Scenarios" data-first="${firstOf(sections)}">
      <h2>Scenarios</h2>
      <ul>${items}${all}</ul>
    </nav>
  `;
}

/** What is shown first: what failed, else what has a shortcoming. */
function firstOf(sections: readonly Section[]): string {
  const failed = sections.findIndex(({ badge }) => badge.tone === "bad");
  const weak = sections.findIndex(({ badge }) => badge.tone === "warn");
  return idOf(failed >= 0 ? failed : Math.max(0, weak));
}

function idOf(index: number): string {
  return `s${index + 1}`;
}
