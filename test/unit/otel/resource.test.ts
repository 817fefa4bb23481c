import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { resourceAttributes } from "../../../adapters/otel/mod.ts";

describe("resourceAttributes", () => {
  it("has the conventional name for each part of an identity", () => {
    const attributes = resourceAttributes({
      service: "orders",
      version: "2.1.0",
      instance: "orders-7",
      revision: "41",
      podUid: "6f1c",
      node: "worker-3",
      commit: "8402b3d",
    });

    assert.deepEqual(attributes, {
      "service.name": "orders",
      "service.version": "2.1.0",
      "service.instance.id": "orders-7",
      "deployment.id": "41",
      "k8s.pod.uid": "6f1c",
      "k8s.node.name": "worker-3",
      "vcs.ref.head.revision": "8402b3d",
    });
  });

  it("leaves out what is not given", () => {
    assert.deepEqual(resourceAttributes({}), {});
  });
});
