import type { Position } from "./spot.ts";

/** One instruction of a Dockerfile. */
export interface Instruction extends Position {
  /** In capitals. */
  readonly name: string;
  readonly rest: string;
}

/** What an instruction such as CMD starts. */
export interface Start extends Instruction {
  readonly words: readonly string[];
  /** Whether it is written as a line for a shell. */
  readonly isShell: boolean;
  /** Whether it was meant as a list, and is none: it would have to be JSON. */
  readonly isBrokenList: boolean;
}

/** What the last stage of a Dockerfile makes. */
export interface Image {
  readonly file: string;
  /** The image that it is built on, of another file. */
  readonly base: string;
  readonly entrypoint: Start | undefined;
  readonly command: Start | undefined;
  readonly stopSignal: Instruction | undefined;
  /** All instructions that the image is made of, those of earlier stages that it builds on included. */
  readonly instructions: readonly Instruction[];
  /** What a container runs, as far as the file tells. */
  readonly words: readonly string[] | undefined;
}

interface Stage {
  readonly name: string | undefined;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile; `undefined` when it has no FROM. Never throws. */
export function readDockerfile(file: string, text: string): Image | undefined {
  const stages = stagesOf(instructionsOf(file, text));
  const last = stages.at(-1);
  return last && imageOf(file, withBases(last, stages.slice(0, -1)));
}

function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const starts = instructions.flatMap(({ name }, index) => name === "FROM" ? [index] : []);
  return starts.map((start, at) => {
    const from = instructions[start]?.rest.replace(/^(--\S+\s+)+/, "") ?? "";
    const [, base = "", name] = /^(\S+)(?:\s+AS\s+(\S+))?/i.exec(from) ?? [];
    return {
      name: name?.toLowerCase(),
      from: base.toLowerCase(),
      instructions: instructions.slice(start + 1, starts[at + 1]),
    };
  });
}

/** A stage can build on an earlier one of the file. */
function withBases(stage: Stage, earlier: readonly Stage[]): Stage {
  const at = earlier.findLastIndex(({ name }) => name === stage.from);
  const below = earlier[at];
  if (!below) return stage;
  const { from, instructions } = withBases(below, earlier.slice(0, at));
  return { ...stage, from, instructions: [...instructions, ...stage.instructions] };
}

function imageOf(file: string, { from, instructions }: Stage): Image {
  const shell = shellOf(instructions);
  const lastOf = (wanted: string): Instruction | undefined =>
    instructions.findLast(({ name }) => name === wanted);
  const entrypoint = startOf(lastOf("ENTRYPOINT"), shell);
  const command = startOf(lastOf("CMD"), shell);
  return {
    file,
    base: from,
    entrypoint,
    command,
    stopSignal: lastOf("STOPSIGNAL"),
    instructions,
    // A shell as entry point is given no command.
    words: entrypoint?.isShell
      ? entrypoint.words
      : entrypoint && [...entrypoint.words, ...command?.words ?? []] || command?.words,
  };
}

function shellOf(instructions: readonly Instruction[]): readonly string[] {
  const given = instructions.findLast(({ name }) => name === "SHELL");
  return given && jsonWords(given.rest) || ["/bin/sh", "-c"];
}

function startOf(
  instruction: Instruction | undefined,
  shell: readonly string[],
): Start | undefined {
  if (!instruction || instruction.rest === "") return undefined;
  const words = jsonWords(instruction.rest);
  const isBrokenList = !words && /^\[\s*["'][^]*\]$/.test(instruction.rest);
  return {
    ...instruction,
    words: words ?? [...shell, instruction.rest],
    isShell: !words,
    isBrokenList,
  };
}

function jsonWords(text: string): readonly string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  try {
    const given: unknown = JSON.parse(text);
    return Array.isArray(given) && given.every((each) => typeof each === "string")
      ? given
      : undefined;
  } catch {
    // Docker takes it for a line of a shell as well.
    return undefined;
  }
}

/** Puts continued lines together, and passes over comments and here-documents. */
function instructionsOf(file: string, text: string): readonly Instruction[] {
  const escape = /^#\s*escape\s*=\s*`/im.test(text.split(/^\s*[^#\s]/m)[0] ?? "") ? "`" : "\\";
  const lines = text.split(/\r?\n/);
  const found: Instruction[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = at + 1;
    let whole = lines[at] ?? "";
    if (/^\s*(#|$)/.test(whole)) continue;
    while (whole.trimEnd().endsWith(escape) && at + 1 < lines.length) {
      at += 1;
      const next = lines[at] ?? "";
      whole = whole.trimEnd().slice(0, -1) + (/^\s*#/.test(next) ? escape : next);
    }
    at = behindHereDocument(lines, at, whole);
    const [, before = "", name = "", rest = ""] = /^(\s*)(\S+)\s*([^]*)$/.exec(whole) ?? [];
    const column = before.length + 1;
    found.push({ file, line, column, name: name.toUpperCase(), rest: rest.trim() });
  }
  return found;
}

function behindHereDocument(lines: readonly string[], at: number, whole: string): number {
  const [, end] = /^\s*(?:RUN|COPY|ADD)\b.*<<-?["']?([A-Za-z_]\w*)/i.exec(whole) ?? [];
  if (end === undefined) return at;
  const closing = lines.findIndex((line, index) => index > at && line.trim() === end);
  return closing < 0 ? at : closing;
}

/** Whether a name is that of a Dockerfile. */
export function isDockerfile(file: string): boolean {
  return /(^|\/)(Dockerfile|Containerfile)([.-][\w.-]+)?$|\.(docker|container)file$/i.test(file);
}
