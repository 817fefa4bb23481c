import type { AddCommand } from "./command.ts";
import { addCheck } from "./check.ts";
import { addReport } from "./report.ts";
import { addVerify } from "./verify.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly AddCommand[] = [addVerify, addReport, addCheck];
