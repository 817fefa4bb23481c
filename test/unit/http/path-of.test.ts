import assert from "node:assert/strict";
import { it } from "node:test";
import { pathOf } from "../../../src/http/path-of.ts";

const PATHS: readonly (readonly [string, string])[] = [
  ["http://localhost:3000/orders?id=7", "/orders"],
  ["http://localhost:3000/orders", "/orders"],
  ["http://localhost/", "/"],
  ["http://localhost", "/"],
  ["https://example.org/a/b?next=http://other.org/c", "/a/b"],
  ["/orders?id=7", "/orders"],
  ["/orders", "/orders"],
  ["/?x", "/"],
  ["*", "/"],
];

for (const [url, path] of PATHS) {
  it(`the path of ${url} is ${path}`, () => {
    assert.equal(pathOf(url), path);
  });
}
