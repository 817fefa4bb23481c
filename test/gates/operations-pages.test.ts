// The pages about operating name what there is, and nothing that is gone.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { environmentIdentity } from "../../src/host/environment-identity.ts";
import { ROOT } from "./source.ts";

const page = (name: string) => readFileSync(join(ROOT, "docs/operations", name), "utf8");
const between = (text: string, from: string, to: string) =>
  text.slice(text.indexOf(from), text.indexOf(to, text.indexOf(from) + from.length));
const unique = (found: Iterable<string>) => [...new Set(found)].sort();

describe("docs/operations/audit.md", () => {
  it("lists each event of the core as a channel, and those of requests", () => {
    const source = readFileSync(join(ROOT, "src/core/event.ts"), "utf8");
    const events = [...source.matchAll(/^ {2}"([a-z.-]+)":/gm)].map(([, name]) => `${name}`);
    const requests = ["request.admitted", "request.refused", "request.ended"];
    const table = between(page("audit.md"), "## Channels", "\n## ");

    const listed = [...table.matchAll(/`quiesce:([a-z.-]+)`/g)].map(([, name]) => `${name}`);

    assert.deepEqual(unique(listed), unique([...events, ...requests]));
  });

  it("lists each kind of record", () => {
    const source = readFileSync(join(ROOT, "src/observe/schema.ts"), "utf8");
    const kinds = [...source.matchAll(/event: z\.literal\("([a-z.-]+)"\)/g)].map(([, kind]) =>
      `${kind}`
    );
    const table = between(page("audit.md"), "## A record", "\n`asked.by`");

    const listed = [...table.matchAll(/^\| `([a-z.-]+)` +\|/gm)].map(([, name]) => `${name}`);

    assert.deepEqual(unique(listed), unique(kinds));
  });

  it("lists each variable that tells who it is", () => {
    const read: string[] = [];
    environmentIdentity((name) => {
      read.push(name);
      return undefined;
    });
    const table = between(page("audit.md"), "## Who it is", "```yaml");

    const listed = [...table.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => `${name}`);

    assert.deepEqual(unique(listed), unique(read));
  });
});

describe("links of the pages", () => {
  for (const path of globSync("docs/**/*.md", { cwd: ROOT })) {
    it(`${path} leads only to what is there`, () => {
      const text = readFileSync(join(ROOT, path), "utf8").replaceAll(/```[\s\S]*?```/g, "");
      const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)?(#[^)\s]+)?\)/g)];

      const broken = links.filter(([, file, anchor]) => !leads(path, file, anchor));

      assert.deepEqual(broken.map(([link]) => link), []);
    });
  }
});

function leads(from: string, file: string | undefined, anchor: string | undefined): boolean {
  const target = file === undefined ? join(ROOT, from) : join(ROOT, dirname(from), file);
  if (!existsSync(target)) return false;
  if (anchor === undefined || !target.endsWith(".md")) return true;
  const text = readFileSync(target, "utf8");
  const ids = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id]) => `#${id}`);
  return [...anchorsIn(text), ...ids].includes(anchor);
}

/** The anchors that a page of Markdown gets from its headings. */
function anchorsIn(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title]) => `${title}`);
  return headings.map((title) =>
    `#${title.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(/\s/g, "-")}`
  );
}
