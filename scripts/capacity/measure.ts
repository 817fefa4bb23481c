// Measures a real deploy behind HAProxy at several delays, and keeps what came out in
// docs/capacity-measured.json. Takes some minutes: node scripts/capacity/measure.ts
import { writeFileSync } from "node:fs";
import process from "node:process";
import { type Measured, realDeploy } from "./real-deploy.ts";
import { type MeasuredAt, type Measurements, REAL } from "./setting.ts";

const DELAYS_MS = [0, 250, 500, 600, 700, 800, 900, 1_000, 1_250];
const DEPLOYS = 3;
const HOW =
  "Rolling restarts of 4 processes of scripts/capacity/instance.ts on Node behind HAProxy " +
  "on one machine of 2 cores; HAProxy checks /readyz every 500 ms, fall 2, retries 0; requests come " +
  "at random, 200 a second, each on a connection of its own; written by scripts/capacity/measure.ts";
const FILE = new URL("../../docs/capacity-measured.json", import.meta.url);

const points: MeasuredAt[] = [];
let haproxy = "";
for (const delayMs of DELAYS_MS) {
  const deploys: Measured[] = [];
  for (let seed = 1; seed <= DEPLOYS; seed += 1) {
    deploys.push(await realDeploy({ ...REAL, delayMs, seed: 10 * delayMs + seed }));
  }
  haproxy = deploys[0]?.version ?? "";
  points.push(sumOf(delayMs, deploys));
  console.log(points.at(-1));
}
const measurements: Measurements = { how: HOW, haproxy, node: process.versions.node, points };
writeFileSync(FILE, `${JSON.stringify(measurements, undefined, 2)}\n`);

function sumOf(delayMs: number, deploys: readonly Measured[]): MeasuredAt {
  const sum = (pick: (deploy: Measured) => number): number =>
    deploys.reduce((total, deploy) => total + pick(deploy), 0);
  return {
    delayMs,
    deploys: deploys.length,
    restarts: sum(({ restarts }) => restarts),
    restartsWithLoss: sum(({ restartsWithLoss }) => restartsWithLoss),
    requests: sum(({ requests }) => requests),
    lost: sum(({ lost }) => lost),
  };
}
