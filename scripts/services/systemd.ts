// The programs of systemd, found or fetched, and a manager of one's own in a sandbox.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { environmentOf, findProgram, type Program } from "./debian-program.ts";

const PATIENCE_MS = 30_000;
const LOOK_MS = 50;
const PACKAGES = ["systemd", "libsystemd-shared"];
const LIBRARIES = "libapparmor1 libaudit1 libcryptsetup12 libfdisk1 libip4tc2 libkmod2 libseccomp2"
  .split(" ");

/** Has a manager of a user exit at once, whatever its units are. */
const EXIT_SIGNAL = 34 + 24;

/*
 * Its own view of mounts and groups, so that it thinks that the machine was booted with systemd and
 * touches nothing of it: $1 is the folder of its group, the others are the command.
 */
const SANDBOX = `
mount -t cgroup2 none /sys/fs/cgroup || exit 9
mount -t tmpfs none /run && mkdir -p /run/systemd/system || exit 9
group=/sys/fs/cgroup/$1
mkdir $group && echo $$ > $group/cgroup.procs || exit 9
shift
"$@" &
echo $$ > /sys/fs/cgroup/cgroup.procs
trap 'kill -${EXIT_SIGNAL} $!' TERM
wait $!
wait $!
echo 1 > $group/cgroup.kill
while grep -q "populated 1" $group/cgroup.events; do sleep 0.05; done
find $group -depth -type d -exec rmdir {} +
`;

/** What the sandbox needs: mounts of its own, and a group to put processes into. */
const TRIAL = `
mount -t cgroup2 none /sys/fs/cgroup || exit 9
mount -t tmpfs none /run || exit 8
group=/sys/fs/cgroup/$1
mkdir $group && sh -c "echo \\$\\$ > $group/cgroup.procs" || exit 9
rmdir $group || sleep 0.2 && rmdir $group || true
`;

/** Why a manager cannot be started here, if it cannot: it is tried with its sandbox alone. */
export function whySystemdCannotStart(): string | undefined {
  if (process.getuid?.() !== 0) return "it needs root, as containers have it";
  const words = ["-m", "-C", "--propagation", "private", "sh", "-c", TRIAL, "sh"];
  const { status, stderr } = spawnSync("unshare", [...words, `quiesce-trial-${process.pid}`], {
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  return status === 9
    ? `cgroup2 is not to be had: ${stderr}`
    : `unshare, mount or sh is not allowed: ${stderr}`;
}

/** A manager of services, which runs as the user and knows only the units that it was given. */
export interface SystemdManager {
  /** The version, such as `252`. */
  readonly version: string;
  /** Runs `systemctl --user` with these words, and says what it wrote. Throws when it fails. */
  control(...words: readonly string[]): string;
  /** What it knows of a unit now. */
  show(unit: string): Readonly<Record<string, string>>;
  /** **Ends** with what it knows of a unit, once that is as wanted. */
  wait(
    unit: string,
    isWanted: (known: Readonly<Record<string, string>>) => boolean,
  ): Promise<Readonly<Record<string, string>>>;
  /** **Ends** when it and all its services are gone. */
  close(): Promise<void>;
}

/** The folder to put first on the PATH of a process that starts `systemd-notify`. */
export function notifyFolder(): string {
  const { command, libraries } = findOfSystemd("usr/bin/systemd-notify");
  if (libraries === undefined) return dirname(command);
  const folder = join(dirname(command), "wrapped");
  const file = join(folder, "systemd-notify");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}' exec '${command}' "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}

/** Starts one with these units, by their file names. It needs root, as containers have it. */
export async function startSystemd(
  units: Readonly<Record<string, string>>,
): Promise<SystemdManager> {
  const [manager, control] = [
    findOfSystemd("usr/lib/systemd/systemd"),
    findOfSystemd("usr/bin/systemctl"),
  ];
  const folder = mkdtempSync(join(tmpdir(), "quiesce-systemd-"));
  writeFileSync(join(folder, "start.target"), "[Unit]\nDefaultDependencies=no\n");
  for (const [name, text] of Object.entries(units)) writeFileSync(join(folder, name), text);
  const env = { ...environmentOf(manager), XDG_RUNTIME_DIR: folder, SYSTEMD_UNIT_PATH: folder };
  const words = ["-m", "-C", "--propagation", "private", "sh", "-c", SANDBOX, "sh"];
  const child = spawn("unshare", [
    ...words,
    `quiesce-${process.pid}`,
    manager.command,
    "--user",
    "--unit=start.target",
  ], { env, stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  child.stderr.on("data", (bytes: Uint8Array) => void said.push(String(bytes)));
  const exited = once(child, "exit");
  const run = (...given: readonly string[]): string => {
    const all = ["--user", "--no-pager", ...given];
    const { status, stdout, stderr } = spawnSync(control.command, all, { env, encoding: "utf8" });
    if (status === 0) return stdout;
    throw new Error(`Cannot run systemctl ${given.join(" ")}: exit code ${status}\n${stderr}`);
  };
  await up(join(folder, "systemd/private"), () => child.exitCode !== null, said);

  return {
    version: /\d+/.exec(run("--version"))?.[0] ?? "",
    control: run,
    show: (unit) => fieldsOf(run("show", unit)),
    wait: (unit, isWanted) => wait(unit, () => fieldsOf(run("show", unit)), isWanted),
    async close() {
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findOfSystemd(path: string): Program {
  return findProgram({ title: basename(path), path, packages: PACKAGES, libraries: LIBRARIES });
}

async function up(
  socket: string,
  hasEnded: () => boolean,
  said: readonly string[],
): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!existsSync(socket)) {
    if (hasEnded() || performance.now() > endMs) {
      const advice = "it needs root, and a kernel with cgroup2";
      throw new Error(`Cannot start systemd: ${advice}; it said\n${said.join("")}`);
    }
    await delay(LOOK_MS);
  }
}

async function wait(
  unit: string,
  look: () => Readonly<Record<string, string>>,
  isWanted: (known: Readonly<Record<string, string>>) => boolean,
): Promise<Readonly<Record<string, string>>> {
  const endMs = performance.now() + PATIENCE_MS;
  for (let known = look();; known = look()) {
    if (isWanted(known)) return known;
    if (performance.now() > endMs) {
      const { ActiveState, SubState, Result, StatusText } = known;
      const seen = [ActiveState, SubState, Result, StatusText].join(", ");
      throw new Error(`Cannot wait for ${unit} any longer: it is ${seen}`);
    }
    await delay(LOOK_MS);
  }
}

function fieldsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
