import type { Tone } from "../model.ts";

/** The colors of one scheme. Words are in `ink`, `dim` or a tone, on `page` or `surface`. */
export interface Palette {
  readonly page: string;
  readonly surface: string;
  readonly line: string;
  readonly ink: string;
  readonly dim: string;
  readonly accent: string;
  readonly tones: Readonly<Record<Tone, string>>;
}

/** For a light room. */
export const LIGHT: Palette = {
  page: "#ffffff",
  surface: "#f5f6f8",
  line: "#d5d9e0",
  ink: "#1c2128",
  dim: "#5a6370",
  accent: "#0b57d0",
  tones: {
    good: "#1d7440",
    calm: "#2266b8",
    warn: "#8a5a00",
    bad: "#c1272d",
    broken: "#97298a",
    muted: "#626a75",
  },
};

/** For a dark room. */
export const DARK: Palette = {
  page: "#0f1318",
  surface: "#181d24",
  line: "#353c46",
  ink: "#e4e8ed",
  dim: "#9ba5b1",
  accent: "#7db2ff",
  tones: {
    good: "#5cc489",
    calm: "#74aaf0",
    warn: "#dba642",
    bad: "#ff8079",
    broken: "#e08ad6",
    muted: "#98a1ad",
  },
};

/** All tones, in the order of their names in the style. */
export const TONES: readonly Tone[] = Object.keys(LIGHT.tones) as Tone[];

/** The colors as custom properties. */
export function propertiesOf({ tones, ...colors }: Palette): string {
  return Object.entries({ ...colors, ...tones })
    .map(([name, color]) => `--${name}:${color};`).join("");
}
