import { QuiesceError, type QuiesceErrorCode } from "../check/mod.ts";

/** An error as a thread sends it: structured clone would lose its code and its name. */
interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string | number;
  readonly cause?: PlainError | Thrown;
}

/** Something that was thrown and is no error. */
interface Thrown {
  readonly thrown: unknown;
}

/** Makes an error again out of what a thread has sent. */
export function revived(given: PlainError | Thrown): unknown {
  if ("thrown" in given) return given.thrown;
  const { name, message, stack, code, cause } = given;
  const options = cause === undefined ? {} : { cause: revived(cause) };
  const error = name === "QuiesceError"
    ? new QuiesceError(code as QuiesceErrorCode, message, options)
    : new Error(message, options);
  for (const [key, value] of Object.entries({ name, stack, code })) {
    if (value === undefined) continue;
    Object.defineProperty(error, key, { value, configurable: true, writable: true });
  }
  return error;
}
