import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attachedLife, stuck } from "./attached-life.ts";

describe("reload", () => {
  it("takes the place of the end as soon as there is a hook", async () => {
    const { clock, platform, life, attachment } = attachedLife();
    let reloads = 0;
    const undo = attachment.onReload("configuration", () => reloads += 1);

    platform.simulate("SIGHUP");
    await clock.advance(0);
    platform.simulate("SIGHUP");
    await clock.advance(0);
    assert.equal(reloads, 2);
    assert.equal(life.state, "ready");
    undo();
    platform.simulate("SIGHUP");

    assert.notEqual(life.state, "ready");
    assert.equal(reloads, 2);
  });

  it("gives a hook that hangs up after 30 s, so that later reloads are heard", async () => {
    const { clock, platform, attachment } = attachedLife();
    let calls = 0;
    attachment.onReload("stuck", () => {
      calls += 1;
      return stuck();
    });

    platform.simulate("SIGHUP");
    await clock.advance(30_000);
    platform.simulate("SIGHUP");
    await clock.advance(0);

    assert.equal(calls, 2);
    assert.match(
      platform.warnings.at(-1) ?? "",
      /reload hook "stuck" failed: .*30000 ms have passed/,
    );
  });

  it("runs hooks one by one, and one that fails costs only itself", async () => {
    const { clock, platform, attachment } = attachedLife();
    const calls: string[] = [];
    attachment.onReload("slow", async () => {
      await new Promise<void>((resolve) => clock.after(100, resolve));
      calls.push("slow");
    });
    attachment.onReload("broken", () => {
      throw new Error("no such file");
    });
    attachment.onReload("last", () => calls.push("last"));

    platform.simulate("SIGHUP");
    await clock.advance(100);

    assert.deepEqual(calls, ["slow", "last"]);
    assert.match(platform.warnings.join("\n"), /reload hook "broken" failed: .*no such file/);
  });

  it("runs exactly once more for any number of signals meanwhile", async () => {
    const { clock, platform, attachment } = attachedLife();
    let reloads = 0;
    attachment.onReload("slow", () => {
      reloads += 1;
      return new Promise<void>((resolve) => clock.after(100, resolve));
    });

    for (let sent = 0; sent < 4; sent += 1) platform.simulate("SIGHUP");
    await clock.advance(1_000);

    assert.equal(reloads, 2);
  });

  it("lets any signal reload that was given that meaning", async () => {
    const { clock, platform, attachment, life } = attachedLife({ signals: { SIGUSR2: "reload" } });
    let reloads = 0;
    platform.simulate("SIGUSR2");
    attachment.onReload("configuration", () => reloads += 1);

    platform.simulate("SIGUSR2");
    await clock.advance(0);

    assert.equal(reloads, 1);
    assert.equal(life.state, "ready");
  });

  it("leaves SIGHUP to what the options say", async () => {
    const { clock, platform, attachment, life } = attachedLife({ signals: { SIGHUP: "shutdown" } });
    attachment.onReload("configuration", () => assert.fail("reloaded"));

    platform.simulate("SIGHUP");
    await clock.advance(0);

    assert.equal(life.state, "stopped");
  });

  it("does not reload once a shutdown has begun", async () => {
    const { clock, platform, attachment, life } = attachedLife();
    attachment.onReload("configuration", () => assert.fail("reloaded"));

    platform.simulate("SIGTERM");
    platform.simulate("SIGHUP");
    await clock.advance(0);

    assert.equal(life.state, "stopped");
  });

  it("refuses a hook without a name, without a function, or of a name that is taken", () => {
    const { attachment } = attachedLife();
    attachment.onReload("configuration", () => {});

    const refused = [["", () => {}], ["x", 1]] as unknown as [string, () => void][];
    for (const args of refused) {
      assert.throws(() => attachment.onReload(...args), { code: "BAD_HOOK" });
    }
    assert.throws(() => attachment.onReload("configuration", () => {}), { code: "DUPLICATE_HOOK" });
  });
});
