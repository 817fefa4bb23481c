#!/usr/bin/env node
// Nothing here may need a new runtime: what does is imported only once it is known to be there.
import process from "node:process";
import { ownWords } from "./own-words.ts";
import { tooOld } from "./too-old.ts";

const refusal = tooOld(process.versions);
if (refusal === undefined) {
  const { run } = await import("./program.ts");
  await run();
} else {
  const isData = ownWords(process.argv).includes("--json");
  if (isData) console.log(JSON.stringify({ error: { code: "RUNTIME", message: refusal } }));
  else console.error(refusal);
  process.exitCode = 2;
}
