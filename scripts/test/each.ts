// Holds the tests of the files that it is given. Deno starts anew for each file of its own, and reads
// again all that the tests import, which takes longer than the tests.
import { resolve } from "node:path";
import process from "node:process";

for (const file of process.argv.slice(2)) await import(resolve(file));
