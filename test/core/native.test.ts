// The core's conformance cases, run natively: the same file under Node, Deno and Bun.
import { it } from "node:test";
import * as lib from "../../mod.ts";
import { cases } from "../conformance/core/mod.ts";

for (const { id, promise, run } of cases) it(`${id} ${promise}`, () => run(lib));
