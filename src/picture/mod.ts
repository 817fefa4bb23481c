/**
 * Pictures of shutdowns: one HTML page that needs nothing else, for what a verification has shown
 * and for the report of the library.
 *
 * @module
 */
import type { Report } from "../core/mod.ts";
import type { VerifyResult } from "../verify/mod.ts";
import { drawPage } from "./draw/page.ts";
import { pictureOfReport } from "./from-report.ts";
import { pictureOfVerification } from "./from-verify.ts";

export { countText, durationText } from "./time-text.ts";

/** Draws a whole page as HTML text. The data is in it too, as JSON in the element `#data`. */
export function pictureOf(data: VerifyResult | Report): string {
  return drawPage("scenarios" in data ? pictureOfVerification(data) : pictureOfReport(data), data);
}
