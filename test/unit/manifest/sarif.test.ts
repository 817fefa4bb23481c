import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { checkManifests, RULES, sarifOf } from "../../../src/manifest/mod.ts";
import { budgetOf } from "./checked.ts";
import { deployment, RULE_CASES } from "./rule-cases/mod.ts";

const MESSAGE = {
  type: "object",
  required: ["text"],
  additionalProperties: false,
  properties: { text: { type: "string", minLength: 1 } },
};
const LEVEL = { enum: ["none", "note", "warning", "error"] };
const COUNT = { type: "integer", minimum: 1 };
const LOCATION = {
  type: "object",
  additionalProperties: false,
  properties: {
    physicalLocation: {
      type: "object",
      required: ["artifactLocation"],
      additionalProperties: false,
      properties: {
        artifactLocation: {
          type: "object",
          additionalProperties: false,
          properties: { uri: { type: "string", pattern: "^[A-Za-z0-9._~%!$&'()*+,;=:@/-]+$" } },
        },
        region: {
          type: "object",
          additionalProperties: false,
          properties: { startLine: COUNT, startColumn: COUNT },
        },
      },
    },
    logicalLocations: {
      type: "array",
      uniqueItems: true,
      items: {
        type: "object",
        additionalProperties: false,
        properties: { name: { type: "string" }, fullyQualifiedName: { type: "string" } },
      },
    },
  },
};

/** The part of SARIF 2.1.0 that is used, as strict as the standard is with it. */
const SARIF = {
  type: "object",
  required: ["version", "runs"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string" },
    version: { const: "2.1.0" },
    runs: {
      type: "array",
      items: {
        type: "object",
        required: ["tool"],
        additionalProperties: false,
        properties: {
          tool: {
            type: "object",
            required: ["driver"],
            additionalProperties: false,
            properties: {
              driver: {
                type: "object",
                required: ["name"],
                additionalProperties: false,
                properties: {
                  name: { type: "string" },
                  semanticVersion: { type: "string" },
                  rules: {
                    type: "array",
                    uniqueItems: true,
                    items: {
                      type: "object",
                      required: ["id"],
                      additionalProperties: false,
                      properties: {
                        id: { type: "string" },
                        shortDescription: MESSAGE,
                        fullDescription: MESSAGE,
                        help: MESSAGE,
                        helpUri: { type: "string", pattern: "^https://" },
                        defaultConfiguration: {
                          type: "object",
                          additionalProperties: false,
                          properties: { level: LEVEL },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
          columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
          invocations: {
            type: "array",
            items: {
              type: "object",
              required: ["executionSuccessful"],
              additionalProperties: false,
              properties: {
                executionSuccessful: { type: "boolean" },
                toolExecutionNotifications: {
                  type: "array",
                  items: {
                    type: "object",
                    required: ["message"],
                    additionalProperties: false,
                    properties: {
                      message: MESSAGE,
                      level: LEVEL,
                      locations: { type: "array", items: LOCATION },
                    },
                  },
                },
              },
            },
          },
          results: {
            type: "array",
            items: {
              type: "object",
              required: ["message"],
              additionalProperties: false,
              properties: {
                ruleId: { type: "string" },
                ruleIndex: { type: "integer", minimum: 0 },
                level: LEVEL,
                message: MESSAGE,
                locations: { type: "array", items: LOCATION },
                partialFingerprints: { type: "object", additionalProperties: { type: "string" } },
              },
            },
          },
        },
      },
    },
  },
};

interface Log {
  readonly runs: readonly [{
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly [{ readonly executionSuccessful: boolean }];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly partialFingerprints: object;
    }[];
  }];
}

function logOf(files: Parameters<typeof checkManifests>[0]): Log {
  const result = checkManifests(files, { budgets: [budgetOf({ delayMs: 0 })] });
  const log: unknown = JSON.parse(
    JSON.stringify(sarifOf(result, { name: "quiesce", version: "1.0.0" })),
  );
  const validate = new Ajv({ allErrors: true }).compile(SARIF);
  assert.ok(validate(log), JSON.stringify(validate.errors, null, 2));
  // SAFETY: the schema has just said so.
  return log as unknown as Log;
}

describe("sarifOf", () => {
  it("is what the standard asks for, with each rule there is", () => {
    const files = Object.entries(RULE_CASES).flatMap(([rule, cases]) =>
      Object.values(cases).map(({ text, file }, at) => ({
        file: `some folder/${rule} #${at}/${file ?? "app.yaml"}`,
        text,
      }))
    );

    const { runs: [{ tool, results }] } = logOf(files);

    assert.deepEqual(tool.driver.rules.map(({ id }) => id), RULES.map(({ id }) => id));
    assert.deepEqual(
      new Set(results.map(({ ruleId }) => ruleId)),
      new Set(RULES.map(({ id }) => id)),
    );
    for (const { ruleId, ruleIndex } of results) assert.equal(RULES[ruleIndex]?.id, ruleId);
  });

  it("tells findings of several files apart, and those on other lines not", () => {
    const text = deployment({ container: "command: [npm, start]" });
    const marksOf = (file: string, given: string): readonly unknown[] =>
      logOf([{ file, text: given }]).runs[0].results.map(({ partialFingerprints }) =>
        partialFingerprints
      );

    assert.deepEqual(marksOf("a.yaml", text), marksOf("a.yaml", `\n${text}`));
    assert.notDeepEqual(marksOf("a.yaml", text), marksOf("b.yaml", text));
  });

  it("says that it has failed when a file could not be read", () => {
    const { runs: [{ invocations, results }] } = logOf([{ file: "a.yaml", text: "a: [" }]);

    assert.deepEqual([invocations[0].executionSuccessful, results.length], [false, 0]);
  });
});
