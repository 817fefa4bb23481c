import { EXIT } from "./exit-code.ts";

/** Something that the user can mend: it is told without a stack. */
export class CliError extends Error {
  override readonly name: string = "CliError";
  /** For programs: `USAGE`, `BAD_FILE`. */
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}
