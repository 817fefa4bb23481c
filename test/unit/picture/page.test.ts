import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { pictureOf } from "../../../src/picture/mod.ts";
import { BATCHES, HOSTILE, sampleResult, sampleRun } from "./sample.ts";

const PAGE = pictureOf(sampleResult());

/** All tags of a page, with the values of their attributes left out. */
function tagsOf(page: string): readonly string[] {
  const body = page.replaceAll(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, "<$1/>");
  return [...body.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));
}

/** What the page is chosen by must stay what it is. */
const CHOSEN_BY = ["class", "verdict", "severity", "end", "what", "kind", "format"];
/** Data whose keys are names. */
const NAMED = ["facts", "lanes"];

/** The same data with something behind each text of it, and behind names that are keys. */
function withBehind(value: unknown, behind: string, named = false): unknown {
  if (typeof value === "string") return value + behind;
  if (Array.isArray(value)) return value.map((each) => withBehind(each, behind));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      named ? key + behind : key,
      CHOSEN_BY.includes(key) && !named ? each : withBehind(each, behind, NAMED.includes(key)),
    ]),
  );
}

function valuesOf(attribute: string): readonly string[] {
  return [...PAGE.matchAll(new RegExp(` ${attribute}="([^"]*)"`, "g"))].map(([, value = ""]) =>
    value
  );
}

describe("pictureOf", () => {
  it("holds the data it was drawn from", () => {
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(PAGE)?.[1];

    assert.deepEqual(JSON.parse(data ?? ""), sampleResult());
  });

  it("takes no text for markup, wherever in the data it stands", () => {
    const plain = pictureOf(withBehind(sampleResult(), "abc") as ReturnType<typeof sampleResult>);
    const hostile = pictureOf(
      withBehind(sampleResult(), HOSTILE) as ReturnType<typeof sampleResult>,
    );

    assert.ok(hostile.split("window.broken").length > 100);
    assert.deepEqual(tagsOf(hostile), tagsOf(plain));
    assert.equal(hostile.split("</script>").length, plain.split("</script>").length);
  });

  it("lets only its own style and script count", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(PAGE)?.[1] ?? "";
    const digestOf = (pattern: RegExp): string =>
      createHash("sha256").update(pattern.exec(PAGE)?.[1] ?? "").digest("base64");

    assert.match(policy, /^default-src &#39;none&#39;; /);
    assert.ok(policy.includes(`style-src &#39;sha256-${digestOf(/<style>(.*?)<\/style>/s)}&#39;`));
    assert.ok(
      policy.includes(`script-src &#39;sha256-${digestOf(/<script>(.*?)<\/script>/s)}&#39;`),
    );
  });

  it("asks for nothing: no address stands where a browser would fetch it", () => {
    const places = ["src", "href", "action", "poster", "srcset"].flatMap(valuesOf);

    assert.deepEqual(places.filter((place) => !/^(#[a-z0-9]+|data:,)$/.test(place)), []);
    assert.doesNotMatch(PAGE, /@import|url\((?!#)/);
  });

  it("has no style or script in an attribute, which its policy would refuse", () => {
    assert.doesNotMatch(tagsOf(PAGE).join(""), / (style|on[a-z]+)=/);
  });

  it("gives each id once, and refers to none that is not there", () => {
    const ids = valuesOf("id");

    assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) !== index), []);
    const used = [...valuesOf("aria-labelledby"), ...valuesOf("data-first")];
    assert.deepEqual(used.filter((id) => !ids.includes(id)), []);
  });

  it("opens with the first scenario that failed", () => {
    assert.deepEqual(valuesOf("data-first"), ["s2"]);
  });

  it("stays small with 2 000 requests on as many connections", () => {
    const many = BATCHES.map((batch) => ({ ...batch, count: batch.count * 30 }));
    const run = sampleRun(many);
    const { scenarios: [, scenario], ...rest } = sampleResult();
    assert.ok(scenario && run.requests.length > 2_000);
    const data = { ...rest, scenarios: [{ ...scenario, runs: [run] }] };

    const drawn = pictureOf(data).length - JSON.stringify(data).length;

    assert.ok(drawn < 120_000, `${drawn} characters without the data`);
  });
});
