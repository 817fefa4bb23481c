import { spreadOf } from "./measure/median.ts";
import { isQuick } from "./measure/quick.ts";
import type { Figure } from "./measure/report.ts";
import { ProgramProcess } from "./program-process.ts";
import type { Runtime } from "./runtime.ts";

const ROUNDS = 21;
const QUICK_ROUNDS = 7;
const REST_MS = 250;

/** How long an idle service takes from SIGTERM to its end, beside one that only exits. */
export async function exitFigures(runtime: Runtime): Promise<readonly Figure[]> {
  const bare: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < (isQuick() ? QUICK_ROUNDS : ROUNDS); round += 1) {
    const bareMs = await exitMs(runtime, "bare");
    bare.push(bareMs);
    ratios.push(await exitMs(runtime, "quiesce") / bareMs);
  }
  return [
    { id: "exit.bare", ...spreadOf(bare) },
    { id: "exit.quiesce", ...spreadOf(ratios) },
  ];
}

async function exitMs(runtime: Runtime, variant: string): Promise<number> {
  const service = new ProgramProcess(runtime, "idle-service", variant);
  await service.line();
  // Idle means that its start is over, for a while.
  await new Promise((rested) => setTimeout(rested, REST_MS));
  return await service.endBySignal();
}
