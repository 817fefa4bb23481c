import process from "node:process";

/** Whether fewer rounds do: for a look, not for a figure to quote. */
export function isQuick(): boolean {
  return process.env["BENCH_QUICK"] === "1";
}
