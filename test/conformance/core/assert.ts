// Assertions that need no runtime's module, since these cases also run where there is none.

/** Throws unless `condition` holds. */
export function ok(condition: boolean, expected: string): void {
  if (!condition) throw new Error(`expected: ${expected}`);
}

/** Throws unless both are the same value. */
export function equal<T>(actual: T, expected: T, what: string): void {
  if (!Object.is(actual, expected)) {
    throw new Error(`${what}: ${said(actual)}, not ${said(expected)}`);
  }
}

/** Throws unless both lists hold the same values in the same order. */
export function equalLists<T>(actual: readonly T[], expected: readonly T[], what: string): void {
  const same = actual.length === expected.length &&
    actual.every((each, at) => Object.is(each, expected[at]));
  if (!same) throw new Error(`${what}: ${said(actual)}, not ${said(expected)}`);
}

/** Throws unless `run` throws an error with `code`. */
export function throwsCode(run: () => unknown, code: string): void {
  const caught = thrownBy(run);
  equal((caught as { code?: unknown } | undefined)?.code, code, "the code of the error");
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("expected: an error is thrown");
}

function said(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(String).join(", ")}]` : String(value);
}
