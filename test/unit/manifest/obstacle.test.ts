import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { obstacleIn } from "../../../src/manifest/launch/obstacle.ts";
import { type SystemShell, systemShellOf } from "../../../src/manifest/launch/system-shell.ts";
import { commandsOf, wordsOf } from "../../../src/manifest/launch/shell-script.ts";

/** What stands in the way, in a word or two. */
function told(words: readonly string[]): string {
  const obstacle = obstacleIn(words);
  if (!obstacle) return "nothing";
  return obstacle.kind === "launcher" ? obstacle.name : `${obstacle.name}: ${obstacle.better}`;
}

describe("obstacleIn", () => {
  const CASES: readonly (readonly [words: readonly string[], expected: string])[] = [
    [[], "nothing"],
    [["node", "server.js"], "nothing"],
    [["/usr/local/bin/npm", "start"], "npm start"],
    [["npm", "ci"], "nothing"],
    [["npx", "tsx", "server.ts"], "npx tsx server.ts"],
    [["corepack", "pnpm", "start"], "pnpm start"],
    [["bun", "run", "start"], "nothing"],
    [["deno", "task", "start"], "nothing"],
    [["docker-entrypoint.sh", "npm", "start"], "npm start"],
    [["env", "-u", "A", "B=1", "npm", "start"], "npm start"],
    [["NODE_ENV=production", "npm", "start"], "npm start"],
    [["gosu", "node", "npm", "start"], "npm start"],
    [["dumb-init", "--rewrite", "15:2", "node", "a.js"], "nothing"],
    [["sh", "/start.sh"], "nothing"],
    [["sh", "-c"], "nothing"],
    [["sh", "-c", ""], "nothing"],
    [["bash", "-c", "node a.js"], "nothing"],
    [["bash", "-lc", "cd app; node a.js"], "bash: cd app; exec node a.js"],
    [["sh", "-c", "sh -c 'npm start'"], "npm start"],
    [["sh", "-c", "exec sh -c 'node a.js'"], "sh: exec node a.js"],
    [["sh", "-c", "if [ -f x ]; then exec node a.js; fi"], "nothing"],
    [["sh", "-c", "bundle exec sidekiq"], "sh: exec bundle exec sidekiq"],
    [["sh", "-c", "A=1 exec node a.js"], "nothing"],
    [["sh", "-c", "eval exec node a.js"], "nothing"],
    [["sh", "-c", "eval node a.js"], "sh: undefined"],
    [["sh", "-c", "A=1 node a.js"], "sh: exec env A=1 node a.js"],
    [["sh", "-c", "cd /app"], "sh: undefined"],
    [["sh", "-c", "node a.js || node b.js"], "sh: undefined"],
    [["sh", "-c", "a; b && node c.js"], "sh: a; b && exec node c.js"],
    [["sh", "-c", "node a.js & exec node b.js"], "sh: undefined"],
    [["sh", "-c", "exec node a.js & exec node b.js"], "sh: undefined"],
    [["sh", "-c", "wait & exec node b.js; c &"], "sh: undefined"],
    [["bash", "-c", "node a.js > log"], "bash: exec node a.js > log"],
    [["bash", "-c", "A=1 node a.js"], "nothing"],
    [["sh", "-c", "pm2 start a.js && pm2 logs"], "pm2 start a.js"],
    [["pm2", "start", "a.js", "--no-daemon"], "nothing"],
    [["pm2-runtime", "a.js"], "nothing"],
    [["nodemon", "a.js"], "nodemon a.js"],
    [["tsx", "watch", "a.ts"], "tsx watch a.ts"],
    [["tsx", "a.ts"], "nothing"],
    [["node", "a.js", "watch"], "nothing"],
    [["doppler", "run", "--", "npm", "start"], "npm start"],
    [["doppler", "run", "--", "node", "a.js"], "nothing"],
    [["su", "node", "-c", "node a.js"], "su node -c node a.js"],
    [["su-exec", "node", "npm", "start"], "npm start"],
    [["npm", "--version"], "nothing"],
    [["npm", "--prefix=a", "start"], "npm --prefix=a start"],
    [["npm"], "nothing"],
    [["sh", "-c", "trap 'kill $P' TERM; node a.js & P=$!; wait"], "nothing"],
    [["sh", "-c", "node a.js | pino-pretty"], "sh: undefined"],
    [["sh", "-c", "node a.js 2>&1"], "sh: exec node a.js 2>&1"],
    [["sh", "-c", "node a.js # the server"], "sh: exec node a.js # the server"],
  ];

  for (const [words, expected] of CASES) {
    it(`finds ${expected} in: ${words.join(" ")}`, () => {
      assert.equal(told(words), expected);
    });
  }

  const SURE:
    readonly (readonly [sh: SystemShell, words: readonly string[], isSure: boolean | undefined])[] =
      [
        ["dash", ["sh", "-c", "node a.js"], true],
        ["ash", ["sh", "-c", "node a.js"], false],
        [undefined, ["sh", "-c", "node a.js"], false],
        [undefined, ["dash", "-c", "node a.js"], true],
        ["ash", ["sh", "-c", "node a.js | tee log"], true],
        ["ash", ["sh", "-c", "node a.js & wait"], true],
        ["ash", ["sh", "-c", "node a.js; echo over"], true],
        ["ash", ["sh", "-c", "if a; then node a.js; fi"], false],
        ["dash", ["bash", "-c", "a; node a.js"], false],
        ["ash", ["bash", "-c", "node a.js 2>&1"], true],
        ["dash", ["bash", "-c", "{ node a.js; }"], true],
        ["dash", ["sh", "-c", "node a.js & exec node b.js"], true],
        ["dash", ["sh", "-c", "sleep 9 & exec node b.js"], false],
        ["dash", ["su", "node", "-c", "node a.js"], true],
        [undefined, ["su", "node", "-c", "node a.js"], false],
        ["ash", ["su", "node", "-c", "node a.js"], undefined],
        ["ash", ["npm", "start"], true],
      ];
  for (const [sh, words, isSure] of SURE) {
    it(`is ${isSure ? "sure" : "not sure"} with ${sh ?? "any shell"} of: ${words.join(" ")}`, () => {
      assert.equal(obstacleIn(words, sh)?.isSure, isSure);
    });
  }

  it("takes any words", () => {
    const word = fc.oneof(
      fc.constantFrom("sh", "-c", "exec", "npm", "tini", "--", "env", "A=1", "constructor"),
      fc.string(),
    );

    fc.assert(fc.property(fc.array(word), (words) => {
      obstacleIn(words);
    }));
  });
});

describe("systemShellOf", () => {
  it("goes by the name of the image", () => {
    for (
      const image of [
        "node",
        "node:24",
        "docker.io/library/node:24-slim",
        "node:${V}-slim",
        "denoland/deno:2",
        "oven/bun@sha256:0",
        "my/app:1-bookworm",
        "ubuntu:24.04",
      ]
    ) {
      assert.equal(systemShellOf(image), "dash", image);
    }
    for (
      const image of ["node:24-alpine", "denoland/deno:alpine", "busybox", "my/app:1-alpine3.22"]
    ) {
      assert.equal(systemShellOf(image), "ash", image);
    }
    for (
      const image of [
        "",
        "my/node:1",
        "node:${TAG}",
        "node-app:1",
        "gcr.io/distroless/nodejs24-debian12",
        "$BASE",
      ]
    ) {
      assert.equal(systemShellOf(image), undefined, image);
    }
  });
});

describe("commandsOf", () => {
  it("splits at what stands between commands, and nowhere in quotes", () => {
    const script = `echo "a;b" 'c && d' e\\;f; g --x="y z" && h &> out & i # ; j`;

    assert.deepEqual(commandsOf(script).map(({ words, operator }) => [words, operator]), [
      [["echo", "a;b", "c && d", "e;f"], ";"],
      [["g", "--x=y z"], "&&"],
      [["h", "&>", "out"], "&"],
      [["i"], ""],
    ]);
  });

  it("finds words again that were quoted", () => {
    const words = fc.array(fc.string({ minLength: 1 }).filter((text) => !text.includes("'")));

    fc.assert(fc.property(words, (given) => {
      assert.deepEqual(wordsOf(given.map((word) => `'${word}'`).join(" ")), given);
    }));
  });

  it("takes any script, and soon", () => {
    for (const piece of ['"', "'", "$(", "\\", "a'", "&", '"\\']) commandsOf(piece.repeat(20_000));
    fc.assert(fc.property(fc.string(), (script) => {
      for (const { start } of commandsOf(script)) assert.ok(start < script.length);
    }));
  });
});
