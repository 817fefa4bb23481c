/** What to write about whatever was thrown: the stack, where there is one. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return plain(error);
  const head = `${error.name}: ${error.message}`;
  const { stack } = error;
  if (!stack) return head;
  return stack.includes(error.message) ? stack : `${head}\n${stack}`;
}

function plain(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    // An object without a prototype has no text.
    return `a value of type ${typeof thrown}`;
  }
}
