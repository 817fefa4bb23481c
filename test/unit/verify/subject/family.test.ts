// Real processes: `sh` is on every machine on which a service can be watched.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { SEES_INSIDE } from "../../../../src/verify/subject/process-table.ts";
import { Subject } from "../../../../src/verify/subject/subject.ts";

function started(script: string, heldOutput = false): Subject {
  return new Subject(
    { command: ["sh", "-c", script], cwd: ".", environment: {}, heldOutput },
    () => performance.now(),
  );
}

/** Waits for a line; who waits for one that never comes is ended by the test's own limit. */
async function said(subject: Subject, text: string): Promise<void> {
  while (!subject.stdout.some((line) => line.text.includes(text))) await delay(5);
}

/** For as long as `use` takes; nothing is left then, whatever happened. */
async function watched(script: string, use: (subject: Subject) => Promise<void>): Promise<void> {
  const subject = started(script);
  try {
    await use(subject);
  } finally {
    subject.close();
  }
  assert.deepEqual(subject.family.look(), []);
}

describe("Subject and its family", () => {
  it("says how it ended, and what it printed", () =>
    watched("echo out; echo err >&2; exit 3", async (subject) => {
      const { code, signal } = await subject.exited;
      await subject.silent;

      assert.deepEqual([code, signal, subject.isGone], [3, null, true]);
      assert.deepEqual(subject.stdout.map(({ text }) => text), ["out"]);
      assert.deepEqual(subject.stderr.map(({ text }) => text), ["err"]);
    }));

  it("tells the signal that ended it from the one that it ended after", async () => {
    await watched("sleep 60 & echo up; wait", async (subject) => {
      await said(subject, "up");
      subject.signal("SIGTERM");
      const { code, signal } = await subject.exited;

      assert.deepEqual([code, signal], [null, "SIGTERM"]);
    });
    await watched("trap 'exit 5' TERM; sleep 60 & echo up; wait", async (subject) => {
      await said(subject, "up");
      subject.signal("SIGTERM");
      const { code, signal } = await subject.exited;

      assert.deepEqual([code, signal], [5, null]);
    });
  });

  it("takes a signal to one that is gone for nothing", () =>
    watched("true", async (subject) => {
      await subject.exited;
      subject.signal("SIGTERM");
      subject.kill();
    }));

  it("says what is wrong when the command is not there", async () => {
    const subject = new Subject(
      { command: ["no-such-command-anywhere"], cwd: ".", environment: {} },
      () => 0,
    );
    const { code } = await subject.exited;
    subject.close();

    assert.equal(code, 127);
    assert.match(subject.stderr.map(({ text }) => text).join(""), /no-such-command-anywhere/);
  });

  it("knows the chain of its processes", () =>
    watched("sh -c 'sleep 60 & echo up; wait'; true", async (subject) => {
      await said(subject, "up");
      const members = subject.family.look();
      const last = members.at(-1);

      assert.equal(members[0]?.pid, subject.pid);
      assert.match(last?.command ?? "", /sleep 60/);
      const chain = subject.family.chainTo(last?.pid ?? 0).map(({ pid }) => pid);
      assert.deepEqual(chain, members.map(({ pid }) => pid));
      assert.equal(chain.length, 3);
    }));

  it("sees who is left behind, and ends it", () =>
    watched("sleep 61 & echo up", async (subject) => {
      await said(subject, "up");
      subject.family.look();
      await subject.exited;
      const orphans = subject.family.records(true).filter(({ orphaned }) => orphaned);

      assert.deepEqual(orphans.map(({ command }) => command), ["sleep 61"]);
    }));

  it("finds a child that was never seen and has left its group and its parent", async () => {
    if (!SEES_INSIDE) return;
    await watched("setsid sh -c 'echo up; sleep 62; true' & wait", async (subject) => {
      await said(subject, "up");
      subject.signal("SIGKILL");
      await subject.exited;
      const commands = subject.family.look().map(({ command }) => command);

      // By its shell, should that one not have started it yet.
      assert.ok(commands.some((command) => command.includes("sleep 62")), commands.join(", "));
    });
  });

  it("stops and continues all of them", () =>
    watched("i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done", async (subject) => {
      await said(subject, "3");
      subject.family.signal("SIGSTOP");
      await delay(50);
      const count = subject.stdout.length;
      await delay(100);

      assert.equal(subject.stdout.length, count);
      subject.family.signal("SIGCONT");
      await said(subject, String(count + 2));
    }));
});

describe("held output", () => {
  it("leaves all in the pipe until it is read, and loses nothing", async () => {
    const subject = started("echo first; echo last", true);
    try {
      await subject.exited;
      await delay(20);
      assert.deepEqual(subject.stdout, []);
      subject.readOutput();
      await said(subject, "last");

      assert.deepEqual(subject.stdout.map(({ text }) => text), ["first", "last"]);
    } finally {
      subject.close();
    }
  });

  it("makes a writer wait when it is full, until it is read", async () => {
    // What is typed here waits for the filler by itself: before it, there is room.
    const subject = started(
      "trap 'echo much; echo done >&2; exit 0' TERM; echo up; while :; do sleep 0.01; done",
      true,
    );
    try {
      subject.readOutput();
      await said(subject, "up");
      subject.holdOutput();
      subject.fillOutput();
      subject.signal("SIGTERM");
      await delay(200);
      assert.deepEqual([subject.isGone, subject.stderr.length], [false, 0]);
      subject.readOutput();
      await subject.exited;
      await said(subject, "much");

      assert.deepEqual(subject.stdout.map(({ text }) => text), ["up", "much"]);
    } finally {
      subject.close();
    }
  });
});
