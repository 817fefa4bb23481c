import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { requestAttributes, spanNameOf } from "../../../adapters/otel/request-attributes.ts";
import type { RequestSeen } from "../../../src/http/mod.ts";

/** A request as Node's servers tell of it. */
function seen(headers: Readonly<Record<string, string>>, method = "GET"): RequestSeen {
  const get = (name: string): string | null => headers[name] ?? null;
  return { method, url: "/orders?token=secret", path: "/orders", headers: { get }, startMs: 0 };
}

describe("the attributes of a request", () => {
  it("have what the client called from its headers, where the server knows only the path", () => {
    assert.deepEqual(requestAttributes(seen({ host: "shop.example:8080" }), undefined), {
      "http.request.method": "GET",
      "url.path": "/orders",
      "url.scheme": "http",
      "server.address": "shop.example",
      "server.port": 8080,
    });
  });

  it("believe a proxy that says how the client came", () => {
    const attributes = requestAttributes(
      seen({ host: "shop.example", "x-forwarded-proto": "https" }),
      undefined,
    );

    assert.equal(attributes["url.scheme"], "https");
    assert.equal(attributes["server.address"], "shop.example");
    assert.ok(!("server.port" in attributes));
  });

  it("know the headers of HTTP/2", () => {
    const attributes = requestAttributes(
      seen({ ":authority": "shop.example:8443", ":scheme": "https" }),
      undefined,
    );

    assert.equal(attributes["url.scheme"], "https");
    assert.equal(attributes["server.port"], 8443);
  });

  it("leave out what a client has not sent, or sent as nonsense", () => {
    assert.deepEqual(requestAttributes(seen({ host: "///" }), undefined), {
      "http.request.method": "GET",
      "url.path": "/orders",
      "url.scheme": "http",
    });
  });

  it("do not take a made up method for a name", () => {
    const request = seen({ host: "shop.example" }, "BREW");

    const attributes = requestAttributes(request, undefined);

    assert.equal(spanNameOf(request), "HTTP");
    assert.equal(attributes["http.request.method"], "_OTHER");
    assert.equal(attributes["http.request.method_original"], "BREW");
  });
});
