/**
 * What went wrong with a source, in one line and without what could be a secret: the rest of a
 * message quotes what was read, and addresses carry passwords and tokens.
 */
export function sourceProblem(error: unknown, name: string): string {
  const [line = ""] = messageOf(error).split("\n");
  const safe = line
    .replaceAll(/(\w:\/\/)[^\s/@"']*@/g, "$1")
    .replaceAll(/(\w:\/\/[^\s?"']*)\?[^\s"']*/g, "$1");
  return safe.startsWith("Cannot ") ? safe : `Cannot read ${name}: ${safe}`;
}

function messageOf(error: unknown): string {
  // The parsers of JSON quote the text.
  if (error instanceof SyntaxError) return "it is not what its format asks for";
  return error instanceof Error ? error.message : "it threw what is no error";
}
