import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dependencyAddress } from "../../../../src/verify/proxy/dependency-address.ts";

const PROXY = { host: "127.0.0.1", port: 4000 };

/** What it is, where that is, and what the service is told when the proxy stands before it. */
const READ: readonly (readonly [value: string, host: string, port: number, proxied: string])[] = [
  ["db:5432", "db", 5432, "127.0.0.1:4000"],
  ["[::1]:6379", "::1", 6379, "127.0.0.1:4000"],
  ["redis://cache", "cache", 6379, "redis://127.0.0.1:4000"],
  ["http://api.internal/v1", "api.internal", 80, "http://127.0.0.1:4000/v1"],
  ["HTTPS://api:8443/v1", "api", 8443, "HTTPS://127.0.0.1:4000/v1"],
  [
    "postgres://me:p%40ss@db.local:5433/shop?sslmode=disable#x",
    "db.local",
    5433,
    "postgres://me:p%40ss@127.0.0.1:4000/shop?sslmode=disable#x",
  ],
  [
    "amqp://guest:guest@[2001:db8::1]/%2f",
    "2001:db8::1",
    5672,
    "amqp://guest:guest@127.0.0.1:4000/%2f",
  ],
  [
    "mongodb://u:p@one/app?replicaSet=r",
    "one",
    27017,
    "mongodb://u:p@127.0.0.1:4000/app?replicaSet=r",
  ],
  ["mysql://u:a@b@db/app", "db", 3306, "mysql://u:a@b@127.0.0.1:4000/app"],
];

const REFUSED: readonly (readonly [value: string, why: RegExp])[] = [
  ["mongodb://a:1,b:2/app", /it names several hosts/],
  ["mongodb+srv://cluster.example/app", /SRV records/],
  ["db", /it names no port/],
  ["gopher://old", /it names no port/],
  ["", /it names no host/],
  [":5432", /it names no host/],
  ["db:port", /it names no host/],
  ["file:///tmp/db", /it names no host/],
];

describe("dependencyAddress()", () => {
  for (const [value, host, port, proxied] of READ) {
    it(`reads ${value}`, () => {
      const address = dependencyAddress(value);

      assert.deepEqual([address.host, address.port], [host, port]);
      assert.equal(address.at(PROXY), proxied);
    });
  }

  for (const [value, why] of REFUSED) {
    it(`refuses "${value}"`, () => {
      assert.throws(() => dependencyAddress(value), why);
    });
  }

  it("says nothing of a password", () => {
    assert.throws(
      () => dependencyAddress("postgres://me:secret@a,b/shop"),
      (error: Error) => !error.message.includes("secret"),
    );
  });
});
