import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { exemptPathsOf, probePortHandler, type ProbePortOptions } from "../../../src/http/mod.ts";

async function statusOf(
  life: Lifecycle,
  url: string,
  also?: ProbePortOptions["also"],
): Promise<number> {
  const answer = probePortHandler(life, { port: 0, ...(also && { also }) });
  return (await answer({ method: "GET", url })).status;
}

describe("a port for probes", () => {
  it("answers the probes, and whatever else by 404", async () => {
    const life = new Lifecycle();

    assert.equal(await statusOf(life, "/livez"), 200);
    assert.equal(await statusOf(life, "/readyz"), 503);
    assert.equal(await statusOf(life, "/metrics"), 404);
  });

  it("leaves the paths of other ports alone", () => {
    const life = new Lifecycle();

    probePortHandler(life, { port: 0 });

    assert.deepEqual([...exemptPathsOf(life)], []);
  });

  it("lets others answer what it does not", async () => {
    const also: ProbePortOptions["also"] = ({ url }) =>
      url === "/metrics" ? new Response("up 1\n") : undefined;

    const found = ["/metrics", "/else", "/livez"].map((url) =>
      statusOf(new Lifecycle(), url, also)
    );

    assert.deepEqual(await Promise.all(found), [200, 404, 200]);
  });

  it("answers 500 when they throw or reject, and says so", async () => {
    const life = new Lifecycle();
    const caught: string[] = [];
    life.on("error.caught", ({ from }) => caught.push(from));
    const throws = (): never => {
      throw new Error("on purpose");
    };

    assert.equal(await statusOf(life, "/metrics", throws), 500);
    assert.equal(await statusOf(life, "/metrics", () => Promise.reject(new Error("away"))), 500);
    assert.deepEqual(caught, ['option "also"', 'option "also"']);
  });

  it("is refused by options that are wrong, and once a shutdown has begun", async () => {
    const life = new Lifecycle();
    const refused = (options: unknown) => () => probePortHandler(life, options as ProbePortOptions);

    assert.throws(refused(undefined), { code: "BAD_OPTION" });
    assert.throws(refused({ port: "3000" }), { code: "BAD_OPTION", message: /"port"/ });
    assert.throws(refused({ port: 0, hostname: 7 }), { code: "BAD_OPTION", message: /"hostname"/ });
    assert.throws(refused({ port: 0, also: 7 }), { code: "BAD_OPTION", message: /"also"/ });
    await life.shutdown("test");
    assert.throws(refused({ port: 0 }), { name: "AbortError" });
  });
});
