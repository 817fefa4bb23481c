// Prints docs/operations/audit-record.schema.json: what a line of the audit log is made of.
import * as z from "zod";
import { auditRecordSchema } from "../src/observe/schema.ts";

console.log(
  JSON.stringify(z.toJSONSchema(auditRecordSchema, { io: "input", reused: "ref" }), undefined, 2),
);
