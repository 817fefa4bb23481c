/**
 * Finds what was opened and never closed, and who does not obey.
 *
 * @module
 */
export { type Block, type BlockEvidence, blockText } from "./block.ts";
export { type BlockDetector, detectBlocks, mayHold } from "./block-detector.ts";
export type { BlockOptions } from "./block-options.ts";
export type { BlockSight, BlockWatch, BlockWatcher } from "./block-watch.ts";
export { detectLeaks, type LeakOptions } from "./detect-leaks.ts";
export { LeakDetector, type LeakEvents, type LeakReport } from "./detector.ts";
export { leaks, printTree } from "./detectors.ts";
export type { Leak, LeakProblem } from "./leak.ts";
export type { OpenEntry } from "./open-entry.ts";
export { Registry, type RegistryOptions } from "./registry.ts";
export type { Trace, TraceRow } from "./trace.ts";
export { traceTable } from "./trace-table.ts";
export { treeLines } from "./tree.ts";
