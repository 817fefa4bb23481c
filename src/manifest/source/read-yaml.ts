import { type Document, LineCounter, parseAllDocuments } from "yaml";
import { type Position, rootSpot, type Spot } from "./spot.ts";
import { templateOffset } from "./template.ts";

/** A text that could not be read, and where. */
export interface Unread extends Position {
  /** Why, as a whole sentence. */
  readonly message: string;
}

/** What a text holds. A document that is broken does not hide the others. */
export interface ReadText {
  readonly documents: readonly Spot[];
  readonly unread: readonly Unread[];
}

/** More would be a bomb and no manifest. */
const MOST_ALIASES = 1_000;

/** Reads all documents of a YAML or JSON text. Never throws. */
export function readYaml(file: string, text: string): ReadText {
  const lines = new LineCounter();
  const documents: Spot[] = [];
  const unread: Unread[] = [];
  for (const document of documentsOf(text, lines, (problem) => unread.push(problem), file)) {
    const template = templateOffset(document);
    if (template !== undefined) {
      unread.push(placed({ file, lines }, template, IS_TEMPLATE));
      continue;
    }
    try {
      const [error] = document.errors;
      if (error) throw error;
      const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
      documents.push(rootSpot({ file, document, lines }, value));
    } catch (error) {
      const offset = (error as { pos?: readonly number[] }).pos?.[0] ?? document.range?.[0] ?? 0;
      unread.push(unreadAt({ file, lines }, offset, error));
    }
  }
  return { documents, unread: withoutRepeated(unread) };
}

/** Of a template it is said once, however many documents it makes. */
function withoutRepeated(unread: readonly Unread[]): readonly Unread[] {
  const first = unread.findIndex(({ message }) => message === IS_TEMPLATE);
  return unread.filter(({ message }, at) => message !== IS_TEMPLATE || at === first);
}

function documentsOf(
  text: string,
  lineCounter: LineCounter,
  tell: (problem: Unread) => void,
  file: string,
): readonly Document[] {
  try {
    const found = parseAllDocuments(text, {
      lineCounter,
      merge: true,
      prettyErrors: false,
      logLevel: "silent",
    });
    return Array.isArray(found) ? found : [];
  } catch (error) {
    // Nested too deep for the parser.
    tell(unreadAt({ file, lines: lineCounter }, 0, error));
    return [];
  }
}

const IS_TEMPLATE = "Cannot read the YAML: it is a template; render it first, as by " +
  '"helm template . | quiesce check -"';

interface Place {
  readonly file: string;
  readonly lines: LineCounter;
}

function unreadAt({ file, lines }: Place, offset: number, error: unknown): Unread {
  const state = (error as Error).message.replaceAll(/\s+/g, " ").replace(/\.$/, "");
  return placed({ file, lines }, offset, `Cannot read the YAML: ${state}`);
}

function placed({ file, lines }: Place, offset: number, message: string): Unread {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col), message };
}
