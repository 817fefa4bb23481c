import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { mkdir, mkdtemp, open, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { watch } from "../../../src/config/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

/** Waits for the next word on the configuration of a life. */
function next(life: Lifecycle): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const undo = [
    life.on("config.applied", ({ source }) => resolve(`applied ${source}`)),
    life.on("config.refused", ({ problem }) => resolve(problem)),
  ];
  return promise.finally(() => undo.forEach((each) => each()));
}

describe("watch of a file", () => {
  let folder = "";
  let hold: ReturnType<typeof setInterval>;

  beforeEach(async () => {
    // A watch does not keep the process alive; a test that waits for one has to.
    hold = setInterval(() => {}, 60_000);
    folder = await mkdtemp(join(tmpdir(), "quiesce-watch-"));
  });

  afterEach(async () => {
    clearInterval(hold);
    await rm(folder, { recursive: true });
  });

  it("reads it at once, and again every five seconds", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const path = join(folder, "service.json");
    await writeFile(path, '{ "graceMs": "10s" }');
    const first = next(life);
    const watching = watch(life, path);
    assert.equal(await first, `applied ${path}`);

    await writeFile(path, '{ "graceMs": "11s" }');
    await clock.advance(4_999);
    assert.equal(life.graceMs, 10_000);
    const second = next(life);
    await clock.advance(1);
    await second;

    assert.equal(life.graceMs, 11_000);
    watching();
  });

  it("follows the links of a ConfigMap, which change all at once", async () => {
    const life = new Lifecycle();
    const put = async (version: string, text: string): Promise<void> => {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, "quiesce.json"), text);
      await symlink(version, join(folder, "..data_tmp"));
      await rename(join(folder, "..data_tmp"), join(folder, "..data"));
    };
    await put("..2026_11_20", '{ "graceMs": "10s" }');
    await symlink(join("..data", "quiesce.json"), join(folder, "quiesce.json"));
    const watching = watch(life, pathToFileURL(join(folder, "quiesce.json")), { intervalMs: 20 });
    await next(life);

    const changed = next(life);
    await put("..2026_11_21", '{ "graceMs": "12s" }');
    await changed;

    assert.equal(life.graceMs, 12_000);
    watching();
  });

  it("does not read a folder", async () => {
    const life = new Lifecycle();

    const problem = next(life);
    const watching = watch(life, folder, { name: "the file" });

    assert.equal(await problem, "Cannot read the file: it is no file");
    watching();
  });

  it("does not open a pipe, which would hang until somebody writes", async () => {
    const life = new Lifecycle();
    const path = join(folder, "pipe");
    await promisify(execFile)("mkfifo", [path]);
    try {
      const problem = next(life);
      const watching = watch(life, path, { name: "the file" });

      assert.equal(await problem, "Cannot read the file: it is no file");
      watching();
    } finally {
      // Whoever has opened it nevertheless is let go, or this process could not end.
      await (await open(path, constants.O_RDWR)).close();
    }
  });

  it("keeps what was when it is gone, and takes it when it is back", async () => {
    const life = new Lifecycle({ graceMs: 20_000 });
    const path = join(folder, "service.json");
    const watching = watch(life, path, { intervalMs: 20, name: "the file" });
    assert.match(await next(life), /^Cannot read the file: .*(ENOENT|no such file)/i);
    assert.equal(life.graceMs, 20_000);

    const back = next(life);
    await writeFile(path, '{ "graceMs": "10s" }');
    await back;

    assert.equal(life.graceMs, 10_000);
    watching();
  });
});
