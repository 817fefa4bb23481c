// The published JSON Schema of the audit log is the one by which records are checked.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as z from "zod";
import { Lifecycle } from "../../src/core/mod.ts";
import { auditLog } from "../../src/observe/mod.ts";
import { auditRecordSchema } from "../../src/observe/schema.ts";
import { ROOT } from "./source.ts";

const PUBLISHED = JSON.parse(
  readFileSync(join(ROOT, "docs/operations/audit-record.schema.json"), "utf8"),
) as object;

describe("docs/operations/audit-record.schema.json", () => {
  it("is what scripts/audit-schema.ts prints", () => {
    const made = z.toJSONSchema(auditRecordSchema, { io: "input", reused: "ref" });

    assert.deepEqual(PUBLISHED, JSON.parse(JSON.stringify(made)));
  });

  it("takes what is written, and not what is bent", async () => {
    const lines: string[] = [];
    const life = new Lifecycle({ identity: { service: "orders" } });
    auditLog(life, { write: (line) => void lines.push(line) });
    life.onClose("database", () => Promise.reject(new Error("gone")));
    life.ready();
    await life.shutdown("now");

    const takes = new Ajv2020({ validateFormats: false }).compile(PUBLISHED);
    for (const line of lines) assert.ok(takes(JSON.parse(line)), JSON.stringify(takes.errors));
    const last = JSON.parse(lines.at(-1) ?? "") as Record<string, unknown>;
    assert.equal(takes({ ...last, exitCode: "one" }), false);
    assert.equal(takes({ ...last, event: "shutdown.forgotten" }), false);
    assert.equal(takes({ ...last, format: "quiesce-audit/0" }), false);
  });
});
