import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { type Admission, admissionOf, admit, remember } from "../../../src/http/admission.ts";
import { observersOf } from "../../../src/http/observer.ts";
import { ClientWatch } from "../../../src/http/client-watch.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

const SOURCE = { method: "GET", headers: {} };

interface Admitted {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly admission: Admission;
  readonly client: AbortController;
}

function admitted(): Admitted {
  const clock = handClock();
  const life = new Lifecycle({ clock });
  const client = new AbortController();
  const request = new Request("http://localhost/", { signal: client.signal });
  const admission = admit(observersOf(life), SOURCE, "/", 0);
  assert.ok(admission);
  admission.toldBy(request, new ClientWatch(clock));
  return { clock, life, admission, client };
}

describe("Admission", () => {
  it("counts until each of its parts has ended", () => {
    const { life, admission } = admitted();
    admission.hold();

    admission.leave();
    assert.equal(life.gate.inFlight, 1);
    admission.leave();

    assert.equal(life.gate.inFlight, 0);
  });

  it("counts until what its scope has deferred is done", async () => {
    const { life, admission } = admitted();
    const { promise, resolve } = Promise.withResolvers<void>();
    const scope = admission.openScope();
    scope.defer(() => promise);

    admission.leave();
    await Promise.resolve();
    assert.equal(life.gate.inFlight, 1);
    resolve();
    await scope.close();
    await Promise.resolve();

    assert.equal(life.gate.inFlight, 0);
  });

  it("aborts its scope when the client is gone", async () => {
    const { clock, admission, client } = admitted();
    const scope = admission.openScope();
    await clock.advance(10);

    client.abort();

    assert.equal(scope.reason?.kind, "client");
    assert.ok(scope.isAborted);
  });

  it("aborts its scope when the client was gone before anybody listened", async () => {
    const { clock, admission, client } = admitted();
    const scope = admission.openScope();

    client.abort();
    await clock.advance(10);

    assert.equal(scope.reason?.kind, "client");
  });

  it("does not even look at the signal of a request that is answered soon", async () => {
    const clock = handClock();
    const admission = admit(observersOf(new Lifecycle({ clock })), SOURCE, "/", 0);
    const request = {
      get signal(): AbortSignal {
        throw new Error("looked at");
      },
    };
    // SAFETY: nothing but its signal is read, and not even that.
    admission?.toldBy(request as Request, new ClientWatch(clock));
    admission?.openScope();

    admission?.answered();
    await clock.advance(10);

    assert.equal(clock.pending, 0);
  });

  it("takes no abort for a client that is gone once the handler has answered", async () => {
    const { clock, admission, client } = admitted();
    const scope = admission.openScope();
    await clock.advance(10);

    admission.answered();
    client.abort();

    assert.ok(!scope.isAborted);
  });

  it("aborts its scope when the life is aborted", () => {
    const { life, admission } = admitted();
    const { signal } = admission.openScope();

    life.scope.abort("now");

    assert.ok(signal.aborted);
  });

  it("is found by the object that stands for the request", () => {
    const { admission } = admitted();
    const key = {};

    remember(key, admission);

    assert.equal(admissionOf(key), admission);
    assert.equal(admissionOf({}), undefined);
    assert.equal(admissionOf(undefined), undefined);
  });

  it("is not made once the gate is closed", () => {
    const { life } = admitted();
    life.gate.close();

    assert.equal(admit(observersOf(life), SOURCE, "/", 0), undefined);
  });
});
