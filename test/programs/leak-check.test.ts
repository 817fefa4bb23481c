// Runs under `node --test`, `deno test` and `bun test`; those that leak must fail.
import { it } from "node:test";
import { cases } from "./leak-check-cases.ts";

for (const [name, run] of Object.entries(cases)) it(name, async () => void await run());
