/**
 * Finds what was opened and never closed, and who does not obey.
 *
 * @module
 */
export { type Block, type BlockEvidence, blockText } from "./block.ts";
export { type BlockDetector, detectBlocks, mayHold } from "./block-detector.ts";
export type { BlockOptions } from "./block-options.ts";
export type { BlockSight, BlockWatch, BlockWatcher } from "./block-watch.ts";
