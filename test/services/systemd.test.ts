// A real systemd starts, reloads, watches and stops a program that tells it where it is.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import {
  notifyFolder,
  startSystemd,
  type SystemdManager,
  whySystemdCannotStart,
} from "../../scripts/services/systemd.ts";
import { commandOf, type RuntimeName } from "../conformance/subject.ts";

const PROGRAM = fileURLToPath(new URL("../programs/notify.ts", import.meta.url));
const IN_TIME = { timeout: 120_000 };

/** It takes the program a second and more to end, step by step: longer than it is given. */
function unitOf(runtime: RuntimeName, words: readonly string[] = [], more = ""): string {
  return `
[Unit]
DefaultDependencies=no
[Service]
Type=notify
NotifyAccess=all
Environment="PATH=${notifyFolder()}:${process.env["PATH"]}" NO_COLOR=1
ExecStart=${[...commandOf(runtime), ...words, PROGRAM].join(" ")}
ExecReload=kill -HUP $MAINPID
TimeoutStopSec=800ms
KillMode=mixed
${more}
`;
}

const DENO = ["--unstable-net"];
/** Nobody but the process itself may tell anything. */
const ONLY_MAIN = "NotifyAccess=main";

const refusal = whySystemdCannotStart();

// A manager of its own needs rights that not every machine gives; what it would be told is tried
// everywhere by a receiver, in the tests of processes.
it("systemd can be had here, or it is said why not", (test) => {
  test.diagnostic(refusal ?? "it can");
  assert.match(refusal ?? "it can", /^(it can$|it needs root|unshare, mount|cgroup2)/);
});

if (refusal === undefined) {
  describe("systemd", () => systemdCases());
}

function systemdCases(): void {
  let systemd: SystemdManager;

  before(async () => {
    systemd = await startSystemd({
      "node24.service": unitOf("node24"),
      "deno.service": unitOf("deno", DENO, ONLY_MAIN),
      "bun.service": unitOf("bun"),
      "impatient.service": unitOf("node24", [], 'Environment="EXTEND_MS=0"'),
      "watched.service": unitOf("node24", [], "WatchdogSec=500ms\nTimeoutAbortSec=5s"),
    });
  });
  after(() => systemd.close());

  for (const runtime of ["node24", "deno", "bun"] as const) {
    const unit = `${runtime}.service`;
    it(
      `has ${runtime} started, reloaded and stopped, with more time while it moves`,
      IN_TIME,
      async () => {
        systemd.control("start", unit);
        const { ActiveState, StatusText } = systemd.show(unit);
        assert.deepEqual([ActiveState, StatusText], ["active", "ready"]);

        systemd.control("reload", unit);
        await systemd.wait(unit, (known) => known["StatusText"] === "ready");
        systemd.control("stop", "--no-block", unit);
        await systemd.wait(
          unit,
          (known) => /^draining, .*\/step-3/.test(known["StatusText"] ?? ""),
        );
        const known = await systemd.wait(unit, (now) => now["SubState"] === "dead");

        assert.deepEqual([known["Result"], known["ExecMainStatus"]], ["success", "0"]);
      },
    );
  }

  it("kills a program that takes as long and does not ask for more time", IN_TIME, async () => {
    systemd.control("start", "impatient.service");
    systemd.control("stop", "--no-block", "impatient.service");
    const known = await systemd.wait("impatient.service", (now) => now["SubState"] === "failed");

    assert.equal(known["Result"], "timeout");
  });

  it("ends a program whose loop is blocked, and not before", IN_TIME, async () => {
    systemd.control("start", "watched.service");
    const [first] = [systemd.show("watched.service")["WatchdogTimestampMonotonic"]];
    const still = await systemd.wait("watched.service", (now) => {
      return Number(now["WatchdogTimestampMonotonic"]) > Number(first) + 1_000_000;
    });
    assert.equal(still["SubState"], "running");

    systemd.control("kill", "--kill-whom=main", "--signal=SIGUSR2", "watched.service");
    const known = await systemd.wait("watched.service", (now) => now["SubState"] === "failed");

    assert.equal(known["Result"], "watchdog");
  });
}
