// Small files, small functions, and the grammar of names and messages.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  isArrowFunction,
  isNewExpression,
  isNoSubstitutionTemplateLiteral,
  isPropertySignatureDeclaration,
  isStringLiteral,
  isTemplateExpression,
  isVariableStatement,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";
import { functionsOf, nodesOf, readSources, type Source, textOf } from "./source.ts";

/** Lines of code: public docstrings are long by rule, and nobody is to save on them. */
const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 60;
const LONG_FUNCTION_LINES = 40;
const FORBIDDEN_NAMES =
  /(^|\/)((utils?|helpers?|common|misc|shared)\/|(utils?|helpers?|common|misc|types|index)\.ts$)/;
const GOOD_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|model\.test|bench|d))?\.ts$/;
const TIME_WORDS = /(timeout|delay|grace|interval|deadline|duration|elapsed|budget|took|uptime)/i;
const TIME_UNITS = /(Ms|Seconds)$/;

const sources = readSources();
const product = sources.filter(({ path }) => /^(mod\.ts$|src\/|adapters\/)/.test(path));

describe("shape", () => {
  it("no file is a drawer for odds and ends", () => {
    assert.deepEqual(paths(sources.filter(({ path }) => FORBIDDEN_NAMES.test(path))), []);
  });

  it("file names are kebab-case", () => {
    const odd = sources.filter(({ path }) => !GOOD_NAME.test(path.split("/").at(-1) ?? ""));

    assert.deepEqual(paths(odd), []);
  });

  it(`no file has more than ${MAX_FILE_LINES} lines of code`, () => {
    const long = sources.filter(({ text }) => lineCount(text) > MAX_FILE_LINES);

    assert.deepEqual(long.map(({ path, text }) => `${path}: ${lineCount(text)}`), []);
  });

  it(`no function has more than ${MAX_FUNCTION_LINES} lines`, (t) => {
    const sizes = product.flatMap((source) =>
      functionsOf(source).filter(({ declared }) => declared).map((size) => ({ ...size, source }))
    );
    const label = ({ source, name, line, lines }: typeof sizes[number]): string =>
      `${source.path}:${line} ${name}: ${lines} lines`;

    t.diagnostic(`median: ${median(sizes.map(({ lines }) => lines))} lines`);
    const long = sizes.filter(({ lines }) => lines > LONG_FUNCTION_LINES);
    for (const size of long) t.diagnostic(`long: ${label(size)}`);
    assert.deepEqual(long.filter(({ lines }) => lines > MAX_FUNCTION_LINES).map(label), []);
  });

  it("top-level functions are declarations", () => {
    assert.deepEqual(product.flatMap(topLevelArrows), []);
  });

  it("error messages say what cannot be done, and why", () => {
    const messages = product.flatMap(messagesOf);

    assert.deepEqual(messages.filter((message) => !isGoodMessage(message)), []);
    assert.ok(messages.length > 0);
  });

  it("numbers of time end in their unit", () => {
    assert.deepEqual(product.flatMap(unitlessTimes), []);
  });

  it("what must run on Node 22 does not use the using syntax", () => {
    const users = sources.filter(({ text }) => /^\s*(await )?using \w+ =/m.test(text));

    assert.deepEqual(paths(users), []);
  });
});

function paths(found: readonly Source[]): readonly string[] {
  return found.map(({ path }) => path);
}

function lineCount(text: string): number {
  return text.split("\n").filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line)).length;
}

function median(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function topLevelArrows(source: Source): readonly string[] {
  return source.tree.statements.filter(isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .filter(({ initializer }) => initializer && isArrowFunction(initializer))
    .map(({ name }) => `${source.path}: ${textOf(source, name)}`);
}

function messagesOf(source: Source): readonly string[] {
  return nodesOf(source.tree).filter(isNewExpression)
    .filter(({ expression }) => textOf(source, expression).endsWith("Error"))
    .flatMap((made) => [...(made.arguments ?? [])])
    .filter(isText)
    .map((argument) => textOf(source, argument).slice(1, -1))
    // A code or a name is one word.
    .filter((text) => text.includes(" "));
}

function isText(node: Node): boolean {
  return isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node) ||
    isTemplateExpression(node);
}

function isGoodMessage(message: string): boolean {
  return /^Cannot [a-z$]/.test(message) && !/\.$|n't\b|'(re|ve|ll)\b/.test(message);
}

function unitlessTimes(source: Source): readonly string[] {
  return nodesOf(source.tree).filter(isPropertySignatureDeclaration)
    .filter(({ type }) => type?.kind === SyntaxKind.NumberKeyword)
    .map(({ name }) => textOf(source, name))
    .filter((name) => TIME_WORDS.test(name) && !TIME_UNITS.test(name))
    .map((name) => `${source.path}: ${name}`);
}
