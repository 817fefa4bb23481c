// A browser of one's own for a test: a headless Chromium, found or fetched.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Browser, chromium } from "playwright-core";
import { environmentOf, findProgram, type Program, type Wanted } from "./debian-program.ts";

const PATH = "usr/lib/chromium/chromium";
const CHROMIUM: Wanted = {
  title: "Chromium",
  path: PATH,
  packages: ["chromium", "fonts-liberation", "fonts-dejavu-core"],
  libraries: [],
  whole: true,
};

const OPTIONS = [
  // The sandbox needs rights that a container lacks, and all that is opened is our own.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const LETTERS = {
  "sans-serif": "Liberation Sans",
  serif: "Liberation Serif",
  monospace: "Liberation Mono",
};

/** Starts a browser with a profile of its own. Yours to close. */
export function startChromium(): Promise<Browser> {
  const program = findProgram(CHROMIUM);
  const env = { ...environmentOf(program), ...fontsOf(program) };
  return chromium.launch({
    executablePath: program.command,
    args: OPTIONS,
    env: Object.fromEntries(Object.entries(env).filter(isSet)),
    timeout: 120_000,
  });
}

function isSet(entry: readonly [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}

/** A browser that was only unpacked knows the fonts of the machine and those that came along. */
function fontsOf({ command, libraries }: Program): Readonly<Record<string, string>> {
  if (libraries === undefined) return {};
  const root = command.slice(0, -PATH.length);
  const cache = join(tmpdir(), `quiesce-fonts-${process.pid}`);
  const file = join(cache, "fonts.conf");
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, fontsText([join(root, "usr/share/fonts"), "/usr/share/fonts"], cache));
    process.once("exit", () => rmSync(cache, { recursive: true, force: true }));
  }
  return { FONTCONFIG_FILE: file };
}

function fontsText(folders: readonly string[], cache: string): string {
  const places = folders.map((path) => `<dir>${path}</dir>`).join("");
  const letters = Object.entries(LETTERS).map(([family, font]) =>
    `<alias binding="strong"><family>${family}</family><prefer><family>${font}</family></prefer></alias>`
  ).join("");
  return `<fontconfig>${places}<cachedir>${cache}</cachedir>${letters}</fontconfig>\n`;
}
