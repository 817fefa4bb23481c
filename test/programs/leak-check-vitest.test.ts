// The same as `leak-check.test.ts`, under Vitest.
import { it } from "vitest";
import { cases } from "./leak-check-cases.ts";

for (const [name, run] of Object.entries(cases)) it(name, async () => void await run());
