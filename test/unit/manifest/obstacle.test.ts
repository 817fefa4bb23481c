import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { obstacleIn } from "../../../src/manifest/launch/obstacle.ts";
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
