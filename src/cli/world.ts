/** Where text goes: a terminal, a file, a pipe. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** All that a command has of the world around it. */
export interface World {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Reads standard input to its end. */
  readInput(): Promise<string>;
}

/** The most columns that text for people takes. */
const MOST_COLUMNS = 110;
const USUAL_COLUMNS = 100;

/** Narrower than this, only lines that break would be left. */
const LEAST_COLUMNS = 20;

/** How wide text may be there. */
export function widthOf({ columns }: Output): number {
  // A terminal that does not know its size says 0.
  return Math.max(LEAST_COLUMNS, Math.min(columns || USUAL_COLUMNS, MOST_COLUMNS));
}
