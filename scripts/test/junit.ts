/** How many test cases a report holds, by how they ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One that failed, and what it said. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** What a JUnit report of Node, Deno or Bun tells, each case once. */
export interface TestReport extends Counts {
  readonly failures: readonly Failure[];
  /** Whether it was written to its end: a runner that dies may leave the half of it. */
  readonly isWhole: boolean;
}

interface TestCase {
  readonly name: string;
  readonly group: string;
  readonly end: keyof Counts;
  readonly body: string;
}

const CASES = /<testcase\b((?:"[^"]*"|[^">])*?)(\/>|>([\s\S]*?)<\/testcase>)/g;

const FAILURE = /<(?:failure|error)\b((?:"[^"]*"|[^">])*)>([\s\S]*)/;

/** Reads a report; of an empty text there is nothing to tell. */
export function readReport(xml: string): TestReport {
  const leaves = withoutGroups(readCases(xml));
  const thoseThat = (end: keyof Counts): readonly TestCase[] =>
    leaves.filter((leaf) => leaf.end === end);
  return {
    passed: thoseThat("passed").length,
    failed: thoseThat("failed").length,
    skipped: thoseThat("skipped").length,
    failures: thoseThat("failed").map(failureOf),
    isWhole: /<\/testsuites>\s*$/.test(xml),
  };
}

function readCases(xml: string): readonly TestCase[] {
  const found: TestCase[] = [];
  for (const match of xml.matchAll(CASES)) {
    const [, attributes = "", , body = ""] = match;
    const [name, group] = [attribute(attributes, "name"), attribute(attributes, "classname")];
    found.push({ name, group, end: endOf(body), body });
  }
  return found;
}

function endOf(body: string): keyof Counts {
  if (/<(failure|error)\b/.test(body)) return "failed";
  return /<skipped\b/.test(body) ? "skipped" : "passed";
}

function failureOf({ name, group, body }: TestCase): Failure {
  // Node calls the group of those that are in none "test"; Deno says the file, and the group before.
  const isGroup = group !== "" && group !== "test" && !group.endsWith(".ts");
  return { name: isGroup ? `${group} > ${name}` : name, message: messageOf(body) };
}

/** What was asserted, and the place in the tests where it was. */
function messageOf(body: string): string {
  const [, tag = "", rest = ""] = FAILURE.exec(body) ?? [];
  const message = attribute(tag, "message").trimEnd();
  const text = plain(rest);
  const place = /\bat [^\n]*?\.test\.ts:\d+[:\d]*\)?/.exec(text)?.[0];
  return [inLines(message, text), ...(place === undefined ? [] : [place])].join("\n");
}

/** Node 22 leaves the ends of lines out of the message, and not out of the text. */
function inLines(message: string, text: string): string {
  const [head = ""] = text.split(/\n\s+at |\n\] \{/);
  const said = head.trim().replace(/^\[?Error \[ERR_TEST_FAILURE\]: /, "");
  return said.replaceAll("\n", "") === message ? said : message;
}

/** Node writes an entity for the entity of a quotation mark. */
function attribute(text: string, name: string): string {
  return plain(plain(new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? ""));
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  lt: "<",
  quot: '"',
};

/** Without the entities of XML. */
function plain(text: string): string {
  return text.replace(
    /&(?:#(\d+)|(\w+));/g,
    (whole, code?: string, name = "") =>
      code === undefined ? ENTITIES[name] ?? whole : String.fromCodePoint(Number(code)),
  );
}

/** Deno reports a group as a case beside its own cases, which are named "group > case". */
function withoutGroups(cases: readonly TestCase[]): readonly TestCase[] {
  const groups = new Set<string>();
  for (const { name } of cases) {
    const parts = name.split(" > ");
    for (let length = 1; length < parts.length; length += 1) {
      groups.add(parts.slice(0, length).join(" > "));
    }
  }
  return cases.filter(({ name }) => !groups.has(name));
}
