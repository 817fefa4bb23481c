import { EXIT } from "./exit-code.ts";

/** What went wrong with a command, for programs. */
export type FailureCode =
  | "USAGE"
  | "PLAN"
  | "START"
  | "INPUT"
  | "OUTPUT"
  | "INTERRUPTED"
  | "INTERNAL";

/** A command that could not be done, with what the process is to say by its exit code. */
export class Failure extends Error {
  override readonly name: string = "Failure";
  readonly code: FailureCode;
  readonly exitCode: number;

  constructor(code: FailureCode, message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** Makes a failure of whatever was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error)) return new Failure("INTERNAL", String(error), EXIT.internal);
  const { code } = error as Error & { readonly code?: unknown };
  if (code === "PLAN") return new Failure("PLAN", error.message);
  if (code === "START") return new Failure("START", error.message, EXIT.start);
  const failure = new Failure("INTERNAL", error.stack ?? error.message, EXIT.internal);
  failure.cause = error;
  return failure;
}
