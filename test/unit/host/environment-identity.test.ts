import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { environmentIdentity } from "../../../src/host/environment-identity.ts";
import { type HostLife, run } from "../../../src/host/mod.ts";
import { fakePlatform } from "../../../src/testing/mod.ts";

const identityIn = (variables: Readonly<Record<string, string>>) =>
  environmentIdentity((name) => variables[name]);

describe("environmentIdentity", () => {
  it("is empty where nothing is told, or may be read", () => {
    assert.deepEqual(identityIn({}), {});
    assert.deepEqual(identityIn({ POD_UID: "" }), {});
  });

  it("reads what Kubernetes, Knative and build systems are made to tell", () => {
    const identity = identityIn({
      K_SERVICE: "orders",
      SERVICE_VERSION: "1.4.0",
      HOSTNAME: "orders-7d9",
      K_REVISION: "orders-00042",
      POD_UID: "3b1c",
      NODE_NAME: "worker-3",
      GIT_COMMIT: "71091c0",
    });

    assert.deepEqual(identity, {
      service: "orders",
      version: "1.4.0",
      instance: "orders-7d9",
      revision: "orders-00042",
      podUid: "3b1c",
      node: "worker-3",
      commit: "71091c0",
    });
  });

  it("prefers the variable that was meant for it", () => {
    const identity = identityIn({ HOSTNAME: "box", POD_NAME: "orders-7d9", K_SERVICE: "k" });

    assert.deepEqual(identity, { service: "k", instance: "orders-7d9" });
  });

  it("reads the attributes of OpenTelemetry, as they are encoded there", () => {
    const identity = identityIn({
      OTEL_RESOURCE_ATTRIBUTES:
        "service.name=orders, service.version=1%2C4,k8s.pod.uid=3b1c,broken,odd=%zz",
      SERVICE_NAME: "mine",
    });

    assert.deepEqual(identity, { service: "mine", version: "1,4", podUid: "3b1c" });
  });

  it("is what a report says, under what the options say", async () => {
    const platform = {
      ...fakePlatform(),
      variable: (name: string) => ({ POD_NAME: "orders-7d9", SERVICE_NAME: "orders" })[name],
    };
    // As it comes from a program whose own configuration lacks it.
    const identity: object = { service: "mine", instance: undefined };
    const report = await run(platform, (life) => void life.shutdown(), {
      exit: false,
      report: false,
      identity,
    });

    assert.deepEqual(report.identity, { service: "mine", instance: "orders-7d9" });
  });

  for (const identity of [5, "orders", { service: 5 }]) {
    it(`does not hide that an option is wrong: ${JSON.stringify(identity)}`, async () => {
      const wrong = { identity: identity as object, exit: false };

      await assert.rejects(run(fakePlatform(), () => {}, wrong), {
        code: "BAD_OPTION",
        message: /^Cannot make a lifecycle: "identity/,
      });
    });
  }

  it("can change while it runs, and stay what the environment says elsewhere", async () => {
    const platform = { ...fakePlatform(), variable: (name: string) => ({ POD_UID: "7f3" })[name] };
    const change = (life: HostLife): void => {
      life.configure({ identity: { version: "2" } });
      void life.shutdown();
    };
    const report = await run(platform, change, { exit: false, report: false });

    assert.deepEqual(report.identity, { podUid: "7f3", version: "2" });
  });
});
