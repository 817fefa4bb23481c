// What is read from a page that shows a picture, and done to it.
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";

const READABLE = 4.5;

/** The names of the lanes, how many bars each shows, and how many it says there were. */
export function lanesOf(
  timeline: Locator,
): Promise<readonly (readonly [string, number, number])[]> {
  return timeline.locator(".lane").evaluateAll((lanes) =>
    lanes.map((lane) => {
      const crowds = [...lane.querySelectorAll("[data-bars]")];
      const bars = crowds.reduce((sum, each) => sum + Number(each.getAttribute("data-bars")), 0);
      const count = lane.querySelectorAll(".bar").length + bars;
      return [
        lane.getAttribute("data-name") ?? "",
        count,
        Number(lane.getAttribute("data-total")),
      ] as const;
    })
  );
}

/** Presses a key until something is reached; fails if that does not come. */
export async function pressUntil(
  page: Page,
  key: string,
  isThere: () => Promise<boolean>,
): Promise<void> {
  for (let presses = 0; presses < 200; presses += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} did not get there`);
}

/** Tells whether something has the focus, and shows it. */
export function isFocused(locator: Locator): () => Promise<boolean> {
  return () => locator.evaluate((element) => element.matches(":focus-visible"));
}

/** Goes to something by the Tab key alone. */
export async function tabTo(page: Page, locator: Locator): Promise<void> {
  await pressUntil(page, "Tab", isFocused(locator));
}

/** Shows all scenarios, and unfolds all that is folded. */
export async function openAll(page: Page): Promise<void> {
  await page.evaluate("location.hash = '#all'");
  await page.locator("[data-section][hidden]").first().waitFor({ state: "detached" });
  await page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)");
}

/** How far the page, or anything that is not scrolled by itself, is wider than the screen. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
}

/** Texts that stand out too little from what they stand on, measured on what is really shown. */
export function pale(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(() => {
    const partsOf = (color) => color.match(/[\\d.]+/g).map(Number);
    const lightOf = (color) => {
      const [red, green, blue] = partsOf(color).slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = (element) => {
      for (let each = element; each; each = each.parentElement) {
        const { backgroundColor } = getComputedStyle(each);
        if ((partsOf(backgroundColor)[3] ?? 1) === 1) return backgroundColor;
      }
      return "rgb(255, 255, 255)";
    };
    const contrast = (a, b) => {
      const [light, dark] = [lightOf(a), lightOf(b)].sort((x, y) => y - x);
      return (light + 0.05) / (dark + 0.05);
    };
    return [...document.querySelectorAll("body *")]
      .filter((each) => !each.closest("svg, script") && each.checkVisibility())
      .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .filter((each) => contrast(getComputedStyle(each).color, groundOf(each)) < ${READABLE})
      .map((each) => each.outerHTML.slice(0, 120));
  })()`);
}
