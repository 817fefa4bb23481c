// Nothing in the project names a folder of the machine that it was written on.
import assert from "node:assert/strict";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { ROOT } from "./source.ts";

const PRIVATE_FOLDERS = ["home", "root", "Users", "tmp", "work", "workspace", "private/var"];
const MACHINE_PATH = new RegExp(`(?<![\\w.)}\\]/$-])/(${PRIVATE_FOLDERS.join("|")})/[\\w.]`);
/** What git leaves out too: nobody but this machine sees it. */
const LEFT_OUT =
  /^((bench\/peers\/)?node_modules|bench\/field\/out|artifacts|dist|\.git|\.dist-[^/]*)(\/|$)/;

it("no file names a path of one machine", () => {
  const files = globSync("**/{*,.*}", { cwd: ROOT, exclude: (path) => LEFT_OUT.test(path) })
    .filter((path) => !LEFT_OUT.test(path) && statSync(join(ROOT, path)).isFile());

  const naming = files.flatMap((path) => linesNaming(path));

  assert.deepEqual(naming, []);
  assert.ok(files.includes("package.json"));
});

function linesNaming(path: string): readonly string[] {
  return readFileSync(join(ROOT, path), "utf8").split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => MACHINE_PATH.test(line))
    .map(({ line, number }) => `${path}:${number} ${line.trim().slice(0, 120)}`);
}
