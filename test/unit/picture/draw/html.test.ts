import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { escape, html, jsonHtml } from "../../../../src/picture/draw/html.ts";

const SIGNS: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

describe("escape", () => {
  it("leaves nothing that a tag or a quoted attribute could end or begin with", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.doesNotMatch(escape(text), /[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
    }));
  });

  it("changes nothing that is read", () => {
    const text = fc.string({
      unit: fc.constantFrom("<", ">", "&", '"', "'", "a", ";", "lt", "#39"),
    });

    fc.assert(fc.property(text, (text) => {
      const read = escape(text).replaceAll(/&[^;]+;/g, (sign) => SIGNS[sign] ?? "?");
      assert.equal(read, text);
    }));
  });
});

describe("html", () => {
  it("escapes text, and not markup that it made itself", () => {
    const inner = html`<b>${"<&>"}</b>`;

    assert.equal(
      html`<p title="${'"'}">${inner}${[inner, " ", 3]}${undefined}</p>`.markup,
      '<p title="&quot;"><b>&lt;&amp;&gt;</b><b>&lt;&amp;&gt;</b> 3</p>',
    );
  });
});

describe("jsonHtml", () => {
  it("can be read back, and holds nothing that could end its element", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("</script>", "<!--", "]]>"), (value, end) => {
        const data = { value, [end]: end };
        const { markup } = jsonHtml(data);

        assert.ok(!markup.includes("<"));
        assert.deepEqual(JSON.parse(markup), JSON.parse(JSON.stringify(data)));
      }),
    );
  });
});
