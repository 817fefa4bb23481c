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

  it("answers 500 to what cannot be sent, and says so", async () => {
    const once = new Response("up 1\n");
    const broken = (): Response =>
      new Response(new ReadableStream({ start: (to) => to.error(new Error("body broke")) }));
    const wrong: Record<string, unknown> = { text: "up 1\n", number: 5, bare: {} };
    const life = new Lifecycle();
    const caught: unknown[] = [];
    life.on("error.caught", ({ error }) => caught.push((error as Error).message));
    const answer = probePortHandler(life, {
      port: 0,
      also({ url }) {
        if (url === "/once") return once;
        return url === "/broken" ? broken() : wrong[url.slice(1)] as Response;
      },
    });

    const found: number[] = [];
    for (const url of ["/once", "/once", "/broken", "/text", "/number", "/bare", "/else"]) {
      found.push((await answer({ method: "GET", url })).status);
    }

    assert.deepEqual(found, [200, 500, 500, 500, 500, 500, 404]);
    assert.deepEqual(caught.slice(1), [
      "body broke",
      'Cannot answer: "also" must be a function that returns a Response or undefined, got "up 1\\n"',
      'Cannot answer: "also" must be a function that returns a Response or undefined, got 5',
      'Cannot answer: "also" must be a function that returns a Response or undefined, ' +
      "got a value of type object",
    ]);
  });

  it("sends what it was given, byte by byte, and nothing where there is no body", async () => {
    const bytes = new Uint8Array([0x1f, 0x8b, 0xff, 0xfe, 0x80, 0]);
    const headers = { "Content-Encoding": "gzip", "Set-Cookie": "a=b" };
    const answer = probePortHandler(new Lifecycle(), {
      port: 0,
      also: ({ url }) =>
        url === "/empty" ? new Response(null, { status: 204 }) : new Response(bytes, { headers }),
    });

    const full = await answer({ method: "GET", url: "/metrics" });
    const empty = await answer({ method: "GET", url: "/empty" });

    assert.deepEqual(new Uint8Array(await full.arrayBuffer()), bytes);
    assert.equal(full.headers.get("content-encoding"), "gzip");
    assert.deepEqual(full.headers.getSetCookie(), ["a=b"]);
    assert.deepEqual([empty.status, empty.body], [204, null]);
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
