// Prints how many milliseconds the import of one module takes in a fresh process.
import process from "node:process";

const [specifier = ""] = process.argv.slice(2);
const startMs = performance.now();
await import(specifier);
console.log(performance.now() - startMs);
