import process from "node:process";

/** Whether fewer rounds do: for a look, not for a figure to quote. */
export const isQuick: boolean = process.env["BENCH_QUICK"] === "1";
