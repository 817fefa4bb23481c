import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { EXIT_CODES } from "../../../src/cli/exit-code.ts";
import { main } from "../../../src/cli/mod.ts";
import { SCENARIOS, VERSION } from "../../../src/verify/mod.ts";
import { sampleResult } from "../picture/sample.ts";
import { type HandWorld, handWorld } from "./hand-world.ts";

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function done(words: readonly string[], world: HandWorld = handWorld()): Promise<Done> {
  const code = await main(words, world);
  return { code, stdout: world.stdout.text, stderr: world.stderr.text };
}

describe("help", () => {
  it("teaches a first use and every exit code", async () => {
    const { code, stdout } = await done(["--help"]);

    assert.equal(code, 0);
    assert.match(stdout, /\$ quiesce verify -- node server\.js/);
    for (const [exitCode, meaning] of EXIT_CODES) {
      assert.ok(stdout.includes(exitCode) && stdout.includes(meaning), exitCode);
    }
  });

  it("is shown to who says nothing, which is a mistake all the same", async () => {
    const { code, stdout } = await done([]);

    assert.match(stdout, /Usage: quiesce/);
    assert.equal(code, 2);
  });

  it("of verify lists each scenario, by groups", async () => {
    const { code, stdout } = await done(["verify", "--help"]);

    assert.equal(code, 0);
    for (const { id } of SCENARIOS) assert.match(stdout, new RegExp(`^ {4}${id} `, "m"));
  });

  it("tells the version", async () => {
    assert.equal((await done(["--version"])).stdout.trim(), VERSION);
  });
});

describe("an error", () => {
  it("lets nothing through that commands a terminal, and keeps the lines of a service", async () => {
    const script = String.raw`printf "\tone\n\033]0;two\007\n"; exit 1`;
    const { stderr } = await done(["verify", "--", "sh", "-c", script]);

    assert.match(stderr, /\n {4}one\n {2}\ufffd\]0;two\ufffd/);
    assert.doesNotMatch(stderr, /(?!\n)\p{Cc}/u);
  });
});

describe("a command line that is wrong", () => {
  const WRONG: readonly (readonly [words: readonly string[], message: RegExp])[] = [
    [["verfy"], /Did you mean verify\?/],
    [["verify", "--grce", "3s", "--", "a"], /unknown option '--grce' \(Did you mean --grace\?\)/],
    [["verify", "--grace", "3x", "--", "a"], /^Cannot read --grace "3x": expected a time such as/],
    [["verify", "--delay", "3", "--", "a"], /^Cannot read --delay "3": expected a time/],
    [["verify", "--rounds", "two", "--", "a"], /^Cannot read --rounds "two": expected a whole/],
    [["verify", "--route", "slow", "--", "a"], /^Cannot read --route "slow": expected kind=\/path/],
    [["verify", "--env", "=x", "--", "a"], /^Cannot read --env "=x": expected NAME=value/],
    [["verify", "--dependency", "=x", "--", "a"], /^Cannot read --dependency "=x": expected VAR/],
    [["verify", "--signal", "TERM", "--", "a"], /did you mean "SIGTERM"\?/],
    [
      ["verify", "--scenario", "slow-request", "--", "a"],
      /^Cannot use the options: --scenario must be the id .+did you mean "slow-requests"\?/,
    ],
    [
      ["verify", "--skip", "x", "--jobs", "99", "--", "a"],
      /2 problems\n {2}--jobs must .+\n {2}--skip must/,
    ],
    [["verify", "--url", "here", "--", "a"], /: --url must be an address/],
    [
      ["verify", "node", "x", "--scenario", "idle-exit"],
      /^Cannot tell whose option "--scenario" is.+put --/,
    ],
    [["verify", "node", "x", "--plan=y"], /"--plan" is: it stands behind the command/],
    [
      ["verify", "--route", "slwo=/x", "--", "a"],
      /--route slwo is not known, did you mean "slow"/,
    ],
    [
      ["verify", "--out", "/no/such/folder/x", "--", "a"],
      /there is no folder "\/no\/such\/folder"/,
    ],
    [["verify", "--plan", "/no/such/plan", "--", "a"], /there is no such file/],
    [["verify"], /no command is given; write it behind --/],
    [["verify", "--out", tmpdir(), "--", "a"], /^Cannot write ".+": it is a folder/],
    [["verify", "--out", "x", "--html", "./x", "--", "a"], /it is named for two outputs/],
    [["help", "nosuch"], /^Cannot help: there is no such command/],
    [["report"], /missing required argument 'file'/],
    [["report", "/no/such/result"], /there is no such file/],
  ];

  for (const [words, message] of WRONG) {
    it(`ends with 2 and says why: ${words.join(" ")}`, async () => {
      const { code, stdout, stderr } = await done(words);

      assert.match(stderr, /^Cannot [^]*[^.\n]\n$/);
      assert.match(stderr, message);
      assert.deepEqual([code, stdout], [2, ""]);
    });
  }

  it("is told as JSON to who asked for it", async () => {
    const { code, stdout, stderr } = await done(["verify", "--json", "--grace", "x", "--", "a"]);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };

    assert.deepEqual([code, error.code, stderr], [2, "USAGE", ""]);
    assert.match(error.message, /^Cannot read --grace/);
  });

  it("does not take an option of the service for its own", async () => {
    const { stdout, stderr } = await done(["verify", "--rounds", "0", "--", "a", "--json"]);

    assert.equal(stdout, "");
    assert.match(stderr, /--rounds must be/);
  });
});

describe("verify --list", () => {
  it("tells each scenario with its promise and what it needs", async () => {
    const { code, stdout } = await done(["verify", "--list"]);

    assert.equal(code, 0);
    for (const { id, title } of SCENARIOS) assert.ok(stdout.includes(`${id}: ${title}`), id);
    assert.match(stdout, /Not judged while no route is known that takes a while/);
  });

  it("tells them as data", async () => {
    const { stdout } = await done(["verify", "--list", "--json"]);
    const listed = JSON.parse(stdout) as readonly { readonly id: string }[];

    assert.deepEqual(listed.map(({ id }) => id), SCENARIOS.map(({ id }) => id));
  });
});

describe("report", () => {
  it("renders a stored result as text and as a page", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quiesce-cli-"));
    try {
      const [file, page] = [join(folder, "result.json"), join(folder, "page.html")];
      writeFileSync(file, JSON.stringify(sampleResult()));

      const { code, stdout } = await done(["report", file, "--html", page]);

      assert.equal(code, 0);
      assert.match(stdout, /FAIL: 1 passed/);
      assert.ok(stdout.endsWith(`Picture: ${page}\n`));
      assert.match(readFileSync(page, "utf8"), /^<!doctype html>/i);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("hands a result on as JSON, whole", async () => {
    const result = sampleResult();

    const { stdout } = await done(["report", "-", "--json"], handWorld(JSON.stringify(result)));

    assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(result)));
  });

  it("refuses what is broken, with all that is wrong", async () => {
    const broken = JSON.stringify({ ...sampleResult(), verdict: "good", scenarios: 1 });

    const { code, stderr } = await done(["report", "-"], handWorld(broken));

    assert.equal(code, 2);
    assert.match(
      stderr,
      /problems\n {2}"verdict" must be "pass" or .+, got "good"\n {2}"scenarios" must be a list, got 1\n/,
    );
    assert.match(stderr, /^Cannot read standard input: 2 problems/);
  });

  it("names one problem in one line, and what stands there", async () => {
    const result = sampleResult();
    const broken = { ...result, subject: { ...result.subject, rounds: -1 } };

    const { stderr } = await done(["report", "-"], handWorld(JSON.stringify(broken)));

    assert.equal(
      stderr,
      'Cannot read standard input: "subject.rounds" must be at least 0, got -1\n',
    );
  });

  it("refuses a result of another version by its format alone", async () => {
    const later = handWorld('{"format":"quiesce-verify/2"}');

    const { code, stderr } = await done(["report", "-"], later);

    assert.equal(code, 2);
    assert.match(stderr, /expected the format "quiesce-verify\/1", got "quiesce-verify\/2"; read/);
  });

  it("says of a result without a scenario that nothing was judged", async () => {
    const empty = { ...sampleResult(), verdict: "unjudged", scenarios: [] };

    const { stdout } = await done(["report", "-"], handWorld(JSON.stringify(empty)));

    assert.match(stdout, /\nNothing was judged\n$/);
  });

  it("refuses what is no JSON, and what is neither of the two", async () => {
    const text = await done(["report", "-"], handWorld("{"));
    const other = await done(["report", "-"], handWorld('{"name":"x"}'));

    assert.match(text.stderr, /^Cannot read standard input: it is not JSON/);
    assert.match(other.stderr, /expected a result of "quiesce verify --out".+got keys name/);
    assert.deepEqual([text.code, other.code], [2, 2]);
  });
});
