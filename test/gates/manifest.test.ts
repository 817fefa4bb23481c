// The two manifests say the same, and nothing in them floats.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import npm from "../../package.json" with { type: "json" };
import { ROOT } from "./source.ts";

interface DenoManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

interface Lock {
  readonly version: string;
  readonly packages: {
    readonly "": { readonly devDependencies: object; readonly peerDependencies: object };
  };
}

// SAFETY: each field read here is asserted on below.
const deno = readJson("deno.json") as DenoManifest;
const lock = readJson("package-lock.json") as Lock;
const doors = Object.entries(deno.exports);

describe("manifests", () => {
  it("name the same package, version and license", () => {
    assert.equal(deno.name, `@${npm.name}/${npm.name}`);
    assert.deepEqual([deno.version, deno.license], [npm.version, npm.license]);
    assert.equal(lock.version, npm.version);
  });

  it("open the same doors onto the same files", () => {
    const built = doors.map(([name, path]) => [name, {
      types: path.replace("./", "./dist/").replace(/\.ts$/, ".d.ts"),
      default: path.replace("./", "./dist/").replace(/\.ts$/, ".js"),
    }]);

    assert.deepEqual(npm.exports, Object.fromEntries(built));
  });

  it("open doors that exist", () => {
    assert.deepEqual(doors.filter(([, path]) => !existsSync(join(ROOT, path))), []);
  });

  it("give Deno each door by the name that users on npm write", () => {
    const missing = doors.filter(([name, path]) =>
      deno.imports[name.replace(".", npm.name)] !== path
    );

    assert.deepEqual(missing, []);
  });

  it("pin every tool to one version", () => {
    const floating = Object.entries(npm.devDependencies)
      .filter(([, range]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+$/.test(range));

    assert.deepEqual(floating, []);
  });

  it("are in step with the lock file", () => {
    const { devDependencies, peerDependencies } = lock.packages[""];

    assert.deepEqual(devDependencies, npm.devDependencies);
    assert.deepEqual(peerDependencies, npm.peerDependencies);
  });

  it("make every peer optional and depend on nothing", () => {
    const optional = Object.entries(npm.peerDependenciesMeta)
      .filter(([, { optional }]) => optional)
      .map(([name]) => name);

    assert.deepEqual(optional.sort(), Object.keys(npm.peerDependencies).sort());
    assert.equal("dependencies" in npm, false);
  });

  it("have a changelog entry for the version", () => {
    assert.match(
      readFileSync(join(ROOT, "CHANGELOG.md"), "utf8"),
      new RegExp(`## .*${npm.version}`),
    );
  });
});

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}
