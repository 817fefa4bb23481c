import type { Verdict } from "../../verify/mod.ts";
import type { Tone } from "../paint.ts";

/** How a verdict is written, and in which color. */
export const VERDICTS: Readonly<Record<Verdict, { readonly word: string; readonly tone: Tone }>> = {
  pass: { word: "pass", tone: "green" },
  weak: { word: "weak", tone: "yellow" },
  fail: { word: "FAIL", tone: "red" },
  unjudged: { word: "unjudged", tone: "dim" },
};
