import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { checkManifests } from "../../../src/manifest/mod.ts";
import { readYaml } from "../../../src/manifest/source/read-yaml.ts";
import { CAREFUL } from "./careful.ts";
import { budgetOf } from "./checked.ts";

describe("readYaml", () => {
  it("knows where each value stands, through anchors and merges", () => {
    const { documents: [top] } = readYaml(
      "a.yaml",
      `common: &common
  grace: 30s
  list: [1, 2]
service:
  <<: *common
  "odd key": x
  other: *common
`,
    );
    const places = [["service", "grace"], ["service", "list", 1], ["service", "odd key"], [
      "service",
      "other",
      "grace",
    ], ["service", "missing", "more"]].map((keys) => top?.at(...keys));

    assert.deepEqual(places.map((spot) => [spot?.path, spot?.value, spot?.line, spot?.column]), [
      ["service.grace", "30s", 2, 3],
      ["service.list[1]", 2, 3, 13],
      ['service["odd key"]', "x", 6, 3],
      ["service.other.grace", "30s", 2, 3],
      ["service.missing.more", undefined, 4, 1],
    ]);
  });

  it("knows where a value stands that one of several anchors brings, and what covers it", () => {
    const { documents: [top] } = readYaml(
      "a.yaml",
      "one: &one { a: 1 }\ntwo: &two\n  a: 2\n  b: 2\nboth:\n  <<: [*one, *two]\n  c: 3\nown:\n  <<: *two\n  b: 4\n",
    );

    const places = [["both", "a"], ["both", "b"], ["both", "c"], ["own", "b"]]
      .map((keys) => top?.at(...keys));

    assert.deepEqual(places.map((spot) => [spot?.value, spot?.line]), [[1, 1], [2, 4], [3, 7], [
      4,
      10,
    ]]);
  });

  it("says where a document is broken, and reads the others", () => {
    const { documents, unread } = readYaml("a.yaml", "a: 1\n---\nb: [1\n---\nc: 2\n");

    assert.deepEqual(documents.map(({ value }) => value), [{ a: 1 }, { c: 2 }]);
    assert.deepEqual(unread.map(({ file, line }) => [file, line]), [["a.yaml", 4]]);
    assert.match(unread[0]?.message ?? "", /^Cannot read the YAML: [^]*[^.]$/);
  });

  it("says of a template that it is to be rendered", () => {
    const { unread } = readYaml("a.yaml", "a: 1\nreplicas: {{ .Values.replicas }}\n");

    assert.deepEqual([unread[0]?.line, unread[0]?.column], [2, 11]);
    assert.match(unread[0]?.message ?? "", /helm template/);
  });

  it("says so once of the lines of a template, wherever they stand, and reads the rest", () => {
    for (
      const [text, line] of [
        ["{{- if .Values.x }}\na: 1\n{{- end }}\n", 1],
        ["a:\n  {{- toYaml .Values.a | nindent 2 }}\n", 2],
        ["a: 1\nname: {{ .Release.Name }}-x\n", 2],
        ["a: {{ `x` }}\n", 1],
        ["a: {{ .b }}{{ .c }}\n", 1],
        ['- {{ include "x" . }}\n---\na: {{ y }}\n', 1],
      ] as const
    ) {
      const { unread } = readYaml("a.yaml", text);

      assert.deepEqual(unread.map((each) => each.line), [line], text);
      assert.match(unread[0]?.message ?? "", /it is a template/, text);
    }
    assert.equal(readYaml("a.yaml", "a: {{ x }}\n---\nb: 1\n").documents.length, 1);
  });

  it("reads braces that are within a text", () => {
    const alert = "summary: Instance {{ $labels.instance }} is down\nmore: |\n  Pod {{ x }}\n";
    for (const text of [alert, "a: '{{ x }}'\nb: ${{ y }}", "a: 1 # {{ x }}", '{"a": "{{"}']) {
      const { documents, unread } = readYaml("a.yaml", text);

      assert.deepEqual([documents.length, unread], [1, []], text);
    }
    assert.doesNotMatch(readYaml("a.yaml", `${alert}b: [`).unread[0]?.message ?? "", /template/);
  });

  it("refuses what is made to exhaust", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (let at = 1; at < 9; at += 1) {
      bomb.push(`b${at}: &b${at} [${`*${at === 1 ? "a" : `b${at - 1}`}, `.repeat(9)}]`);
    }

    assert.match(readYaml("a", bomb.join("\n")).unread[0]?.message ?? "", /alias/);
    assert.equal(readYaml("a", "[".repeat(1_000)).unread.length, 1);
    assert.equal(readYaml("a", "&a [*a]").documents.length, 1);
  });
});

/** Anything that YAML can say in the places that are looked at. */
const odd = fc.anything({
  key: fc.oneof(fc.string(), fc.constantFrom("name", "spec", "image", "__proto__", "kind")),
  values: [fc.constantFrom("100%", "30s", "Always"), fc.integer(), fc.double(), fc.constant(null)],
  maxDepth: 3,
});

describe("checkManifests", () => {
  it("takes a manifest in which anything stands anywhere, and finds with a line", () => {
    const texts = Object.entries(CAREFUL).filter(([file]) => file !== "Dockerfile");
    const lines = texts.flatMap(([file, text]) =>
      [...text.matchAll(/^[ \w-]+:/gm)].map(({ 0: key, index }) => ({ file, text, key, index }))
    );

    fc.assert(
      fc.property(fc.constantFrom(...lines), odd, ({ file, text, key, index }, value) => {
        const end = text.indexOf("\n", index);
        const given = JSON.stringify(value) ?? "null";
        const broken = `${text.slice(0, index)}${key} ${given}${text.slice(end)}`;

        const { findings, unread } = checkManifests([{ file, text: broken }], {
          budgets: [budgetOf()],
        });

        const count = broken.split("\n").length;
        for (const { line, column } of [...findings, ...unread]) {
          assert.ok(line >= 1 && line <= count && column >= 1);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("takes any text", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "kind: Deployment\n",
        "spec:\n",
        "  - ",
        "&a",
        "*a",
        "<<: ",
        "services:\n",
        "---\n",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom("a.yaml", "Dockerfile"), (pieces, file) => {
        const { unread } = checkManifests([{ file, text: pieces.join("") }]);
        for (const { line, message } of unread) {
          assert.ok(line >= 1 && message.startsWith("Cannot"));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("takes an object of any shape", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          "Deployment",
          "Job",
          "Pod",
          "CronJob",
          "PodDisruptionBudget",
          "List",
          "Service",
        ),
        odd,
        odd,
        (kind, spec, metadata) => {
          const text = JSON.stringify({
            kind,
            spec,
            metadata,
            items: spec,
            apiVersion: "v1",
            services: metadata,
          });
          checkManifests([{ file: "a.json", text }], { budgets: [budgetOf()] });
        },
      ),
      { numRuns: 150 },
    );
  });
});
