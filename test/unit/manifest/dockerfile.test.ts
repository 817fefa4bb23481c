import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { execWords } from "../../../src/manifest/launch/exec-words.ts";
import { isDockerfile, readDockerfile } from "../../../src/manifest/source/dockerfile.ts";

function wordsIn(...lines: readonly string[]): readonly string[] | undefined {
  return readDockerfile("Dockerfile", ["FROM node:24", ...lines].join("\n"))?.words;
}

describe("readDockerfile", () => {
  it("puts the entry point and the command together, as a container does", () => {
    assert.deepEqual(wordsIn('ENTRYPOINT ["tini", "--"]', 'CMD ["node", "a.js"]'), [
      "tini",
      "--",
      "node",
      "a.js",
    ]);
    assert.deepEqual(wordsIn('ENTRYPOINT ["tini"]', "CMD node a.js"), [
      "tini",
      "/bin/sh",
      "-c",
      "node a.js",
    ]);
    assert.deepEqual(wordsIn("ENTRYPOINT node a.js", 'CMD ["ignored"]'), [
      "/bin/sh",
      "-c",
      "node a.js",
    ]);
    assert.equal(wordsIn("RUN npm ci"), undefined);
  });

  it("takes the last of each, in capitals or not", () => {
    assert.deepEqual(wordsIn("CMD a", 'cmd ["b"]'), ["b"]);
  });

  it("knows another shell", () => {
    assert.deepEqual(wordsIn('SHELL ["bash", "-ec"]', "CMD a"), ["bash", "-ec", "a"]);
  });

  it("knows of what it is built in the end", () => {
    const text = "FROM Node:24-Alpine AS a\nFROM a AS b\nFROM --platform=x b\nCMD a";

    assert.equal(readDockerfile("Dockerfile", text)?.base, "node:24-alpine");
  });

  it("takes broken JSON for a line, as the builder does", () => {
    assert.deepEqual(wordsIn("CMD ['node']"), ["/bin/sh", "-c", "['node']"]);
  });

  it("reads the last stage, and the stages that it is built on", () => {
    const image = readDockerfile(
      "Dockerfile",
      `FROM node:24 AS base
STOPSIGNAL SIGINT
FROM base AS build
CMD npm start
FROM --platform=linux/amd64 Base
CMD ["node", "a.js"]`,
    );

    assert.deepEqual(image?.words, ["node", "a.js"]);
    assert.deepEqual([image?.stopSignal?.rest, image?.stopSignal?.line], ["SIGINT", 2]);
  });

  it("reads on behind continued lines, comments and here-documents", () => {
    const image = readDockerfile(
      "Dockerfile",
      `FROM node:24
RUN a && \\
  # a comment
  b \\

  c
COPY <<END /start.sh
CMD npm start
END
  CMD \\
  ["node", \\
   "a.js"]`,
    );

    assert.deepEqual(image?.words, ["node", "a.js"]);
    assert.deepEqual([image?.command?.line, image?.command?.column], [10, 3]);
  });

  it("goes on behind blanks after the escape", () => {
    assert.deepEqual(wordsIn("CMD \\  ", '["node", \\\t', '"a.js"]'), ["node", "a.js"]);
  });

  it("knows the other escape", () => {
    const text = "# escape=`\nFROM x\nCMD `\n a";

    assert.deepEqual(readDockerfile("Dockerfile", text)?.words, ["/bin/sh", "-c", "a"]);
  });

  it("is nothing without FROM, and takes any text", () => {
    assert.equal(readDockerfile("Dockerfile", "CMD a"), undefined);
    const line = fc.oneof(
      fc.constantFrom("FROM a", "FROM a AS b", "FROM b", "CMD [", "RUN <<X \\", "\\", "ENTRYPOINT"),
      fc.string(),
    );
    fc.assert(fc.property(fc.array(line), (lines) => {
      readDockerfile("Dockerfile", lines.join("\n"));
    }));
  });
});

describe("isDockerfile", () => {
  it("goes by the name", () => {
    for (const name of ["Dockerfile", "a/Dockerfile.prod", "Containerfile", "api.dockerfile"]) {
      assert.ok(isDockerfile(name), name);
    }
    for (const name of ["dockerfile.yaml/x", "docker-compose.yaml", "app.yaml"]) {
      assert.ok(!isDockerfile(name), name);
    }
  });
});

describe("execWords", () => {
  it("are the words, unless the line is for a shell", () => {
    assert.deepEqual(execWords("node 'a b.js'"), ["node", "a b.js"]);
    for (
      const line of [
        "node $A",
        "a && b",
        "A=1 node",
        "cat <x",
        "ls *",
        "eval node a",
        "cd a",
        "{ a",
        "! a",
        "fi",
      ]
    ) {
      assert.equal(execWords(line), undefined, line);
    }
  });
});
