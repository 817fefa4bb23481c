import { DARK, LIGHT, propertiesOf, TONES } from "./palette.ts";

/** A class for each use of a tone: words, borders, fills. */
const TONE_RULES: string = TONES.map((tone) =>
  `.t-${tone}{color:var(--${tone})}.solid.t-${tone}{background:var(--${tone})}` +
  `.advice .b-${tone}{border-inline-start-color:var(--${tone})}.c-${tone}{fill:var(--${tone})}` +
  `.f-${tone}{fill:var(--${tone});stroke:var(--${tone})}`
).join("\n");

/** A shape that is stretched would stretch a texture too, and its badge says the same. */
const CROWD_RULES: string = TONES.map((tone) =>
  `.crowd .f-${tone}{fill:var(--${tone});fill-opacity:.6;stroke-dasharray:none}`
).join("\n");

/** The whole style. A label stands left of its bar where there is room, and above it elsewhere. */
export const STYLE = `:root{color-scheme:light dark;--label:0rem;${propertiesOf(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${propertiesOf(DARK)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 -apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
header,main,nav,footer{padding:0 1rem}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure{margin:0;padding:0}
ul,ol{list-style:none}
h1{font-size:1.5rem;line-height:1.25;margin:1.5rem 0 .5rem}
h2{font-size:1.25rem;line-height:1.3}
h3{font-size:1.0625rem;display:inline}
h4{font-size:.9375rem}
code,pre{font:.875em/1.5 Menlo,Consolas,monospace}
a{color:var(--accent)}
bdi{unicode-bidi:isolate}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
h2:focus{outline:none}
.skip{position:absolute;inset-inline-start:-100vw;background:var(--page);padding:.5rem 1rem;z-index:9}
.skip:focus{inset-inline-start:0}
.patterns{position:absolute}
.wash{opacity:.3}
.summary{font-size:1.0625rem}
.note,.small,.promise{color:var(--dim)}
.note{font-size:.875rem;font-weight:400}
.badge{display:inline-block;font-size:.8125rem;line-height:1.4;font-weight:600;white-space:nowrap;vertical-align:middle}
.solid.badge{color:var(--page);border-radius:.25rem;padding:0 .5rem}
header dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,9rem),1fr));gap:.5rem 1.5rem;margin:1rem 0;border-block:1px solid var(--line);padding:.75rem 0}
header .long{grid-column:1/-1}
dt{color:var(--dim);font-size:.8125rem}
.columns{display:grid;grid-template-columns:minmax(0,1fr);gap:0 1.5rem}
nav h2{font-size:.875rem;color:var(--dim);margin:.5rem 0}
nav a{display:flex;gap:.625rem;align-items:center;padding:.375rem .5rem;border-radius:.375rem;color:inherit;text-decoration:none}
nav a:hover{background:var(--surface)}
nav a[aria-current]{background:var(--surface);box-shadow:inset 3px 0 0 var(--accent);font-weight:600}
nav .badge{min-width:4.75rem;text-align:center;flex:none}
html:not(.scripted) .all,html:not(.scripted) .controls{display:none}
.scenario{padding:1.25rem 0 2.5rem}
.scenario+.scenario{border-top:1px solid var(--line)}
.scenario[hidden]{padding:0;border:0}
.advice{margin:1rem 0;display:grid;gap:.625rem}
.advice li{background:var(--surface);border-inline-start:4px solid;border-radius:.25rem;padding:.625rem .875rem}
.do{margin-top:.25rem}
.shares{margin:1rem 0}
.shares>svg{display:block;border-radius:3px;overflow:hidden}
.shares ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-top:.5rem;font-size:.9375rem}
.swatch{vertical-align:-2px}
.tables{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;margin:1rem 0}
.wide{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:start;font-weight:600;padding-bottom:.25rem}
th,td{padding:.25rem .875rem .25rem 0;text-align:start;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:normal}
thead th{color:var(--dim);font-weight:400}
tbody th{font-weight:400}
.view{margin-top:1.5rem}
.view>summary,.aside>summary{cursor:pointer;padding:.375rem 0}
.aside{font-size:.9375rem}
.aside>.wide,.aside>pre{margin:.25rem 0 .75rem}
pre{overflow:auto;max-height:24rem;background:var(--surface);padding:.75rem;border-radius:.25rem;white-space:pre-wrap}
.controls{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;margin:.5rem 0;font-size:.9375rem}
fieldset{border:0;margin:0;padding:0;min-width:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
legend{float:inline-start;padding:.25rem .5rem .25rem 0;color:var(--dim)}
.choice{display:inline-flex;gap:.375rem;align-items:center;min-height:2rem}
.choice small{color:var(--dim)}
input{width:1.125rem;height:1.125rem;accent-color:var(--accent)}
select{font:inherit;padding:.125rem .25rem;color:inherit;background:var(--page);border:1px solid var(--dim);border-radius:.25rem}
.scroll{overflow-x:auto;border-block:1px solid var(--line);margin:.5rem 0}
.canvas{position:relative;padding:.375rem .625rem}
.zoom-2{width:200%}.zoom-5{width:500%}.zoom-10{width:1000%}
.uprights{position:absolute;inset-block:0;left:calc(var(--label) + .625rem);width:calc(100% - var(--label) - 1.25rem);height:100%;pointer-events:none}
.plot{display:block;overflow:visible;position:relative;min-width:0}
.plot text{font-size:12px;fill:var(--dim);font-variant-numeric:tabular-nums}
.axis text{paint-order:stroke;stroke:var(--page);stroke-width:5px}
.line{display:grid;grid-template-columns:minmax(0,1fr);align-items:center}
.label{position:sticky;left:0;z-index:1;background:var(--page);padding-inline-end:.375rem;width:fit-content;max-width:calc(100vw - 2rem);min-width:0;line-height:1.35;padding:.125rem 0}
.name{font-size:.875rem}
.axis .name,.moments .name,.curves .name{color:var(--dim)}
.lane{position:relative;margin-top:.5rem;padding-top:.5rem;border-top:1px solid var(--line)}
.lane h4{position:sticky;left:0;z-index:1;background:var(--page);padding-inline-end:.5rem;width:fit-content;max-width:calc(100vw - 2rem);padding-bottom:.25rem}
summary.line{cursor:pointer;list-style:none}
summary.line::-webkit-details-marker{display:none}
summary.line:hover .name{text-decoration:underline}
summary.line .name::before{content:"";display:inline-block;border:.3125rem solid transparent;border-inline-start-color:var(--dim);border-inline-end:0;margin-inline-end:.375rem}
details[open]>summary.line .name::before{transform:rotate(90deg)}
.row{position:relative}
.more{position:relative;left:0;background:var(--surface);border-radius:.25rem;padding:.625rem .875rem;margin:.25rem 0 .625rem;font-size:.9375rem;max-width:calc(100vw - 2rem)}
.told+.told{border-top:1px solid var(--line);margin-top:.625rem;padding-top:.625rem}
.more dl{display:flex;flex-wrap:wrap;gap:.125rem 1.25rem;margin:.25rem 0}
.more dl div{display:flex;gap:.375rem}
.more dt{font-size:inherit}
.steps li{display:grid;grid-template-columns:5.5rem minmax(0,1fr);gap:0 .75rem;padding:.125rem 0;font-variant-numeric:tabular-nums}
.steps code{grid-column:2;color:var(--dim)}
.track{stroke:var(--dim);stroke-width:1.5;opacity:.75}
.glyph{overflow:visible}
.glyph path{fill:none;stroke:var(--dim);stroke-width:1.75}
.glyph .track-torn{stroke:var(--bad)}
.plot rect,.crowd path,.curve{stroke-width:1;vector-effect:non-scaling-stroke}
.curve{fill:none;stroke-width:2}
.curve-0{stroke:var(--dim);stroke-dasharray:4 3}
.curve-1{stroke:var(--accent)}
.keys{font-size:.8125rem;color:var(--dim)}
.key::before{content:"";display:inline-block;width:1.25rem;margin-inline-end:.375rem;vertical-align:.25rem;border-top:2px solid var(--accent)}
.key-0::before{border-top:2px dashed var(--dim)}
.u-grid{stroke:var(--line)}
.u-weak{stroke:var(--dim);stroke-dasharray:1 3}
.u-strong{stroke:var(--ink);stroke-width:1.5}
.u-limit{stroke:var(--warn);stroke-width:2;stroke-dasharray:7 4}
.glyph.k-weak>*,.flag.k-weak{fill:var(--page);stroke:var(--dim)}
.glyph.k-strong>*{fill:var(--ink)}
.glyph.k-limit>*{fill:var(--warn)}
.plot .glyph text{font-size:11px;font-weight:600;stroke:none;fill:var(--page)}
.plot .k-weak text{fill:var(--ink)}
.flags{display:flex;flex-wrap:wrap;gap:.375rem 1.25rem;font-size:.9375rem;margin:.75rem 0}
.flag{display:inline-block;min-width:1.25rem;text-align:center;font-size:.75rem;font-weight:600;line-height:1.25rem;border-radius:1rem;background:var(--ink);color:var(--page)}
.flag.k-weak{background:none;color:var(--ink);box-shadow:inset 0 0 0 1px var(--dim)}
.flag.k-limit{background:var(--warn);border-radius:2px}
${TONE_RULES}
.f-calm{fill:url(#p-calm)}.f-warn{fill:url(#p-warn)}.f-broken{fill:url(#p-broken)}
.f-muted{fill:none;stroke-dasharray:3 2}
${CROWD_RULES}
footer{border-top:1px solid var(--line);padding-block:1rem}
@media (min-width:48rem){:root{--label:19rem}
.line{grid-template-columns:var(--label) minmax(0,1fr);column-gap:.625rem}
.canvas{padding-inline-start:0}
.label{max-width:none;width:auto;height:100%;padding-inline-end:.375rem}
header,main,nav,footer{padding-inline:2rem}
.label .note{display:block;line-height:1.3}}
@media (min-width:75rem){.many{grid-template-columns:19rem minmax(0,1fr)}
nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding-inline-end:0}
.many main{padding-inline-start:0}
.back{display:none}}
@media print{[hidden="until-found"]{content-visibility:visible}.controls,.skip,.back{display:none}}
`;
