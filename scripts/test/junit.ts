/** How many test cases a report holds, by how they ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface TestCase {
  readonly name: string;
  readonly end: keyof Counts;
}

/** Counts the test cases in a JUnit report of Node, Deno or Bun, each case once. */
export function countCases(xml: string): Counts {
  const leaves = withoutGroups(readCases(xml));
  const count = (end: keyof Counts): number => leaves.filter((leaf) => leaf.end === end).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

function readCases(xml: string): readonly TestCase[] {
  const found: TestCase[] = [];
  for (
    const match of xml.matchAll(/<testcase\b((?:"[^"]*"|[^">])*?)(\/>|>([\s\S]*?)<\/testcase>)/g)
  ) {
    const [, attributes = "", , body = ""] = match;
    const name = /\bname="([^"]*)"/.exec(attributes)?.[1] ?? "";
    found.push({ name, end: endOf(body) });
  }
  return found;
}

function endOf(body: string): keyof Counts {
  if (/<(failure|error)\b/.test(body)) return "failed";
  return /<skipped\b/.test(body) ? "skipped" : "passed";
}

/** Deno reports a group as a case beside its own cases, which are named "group &gt; case". */
function withoutGroups(cases: readonly TestCase[]): readonly TestCase[] {
  const groups = new Set<string>();
  for (const { name } of cases) {
    const parts = name.split(" &gt; ");
    for (let length = 1; length < parts.length; length += 1) {
      groups.add(parts.slice(0, length).join(" &gt; "));
    }
  }
  return cases.filter(({ name }) => !groups.has(name));
}
