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

/** How wide text may be there. */
export function widthOf({ columns = USUAL_COLUMNS }: Output): number {
  return Math.max(40, Math.min(columns, MOST_COLUMNS));
}
