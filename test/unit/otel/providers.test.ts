import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { propagation, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { forceFlush, listening } from "../../../adapters/otel/providers.ts";
import { recording } from "./recording.ts";

describe("listening", () => {
  after(() => {
    trace.disable();
    propagation.disable();
  });

  it("is false until an SDK is registered, which may come later", () => {
    const isListening = listening(undefined);

    assert.equal(isListening(), false);
    trace.setGlobalTracerProvider(recording().provider);
    assert.equal(isListening(), true);
    trace.disable();
  });

  it("is true as soon as somebody passes a context on", () => {
    const isListening = listening(undefined);

    assert.equal(isListening(), false);
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    assert.equal(isListening(), true);
  });

  it("is true for a provider of its own", () => {
    assert.equal(listening(recording().provider)(), true);
  });
});

describe("forceFlush", () => {
  it("flushes all, also what stands behind a proxy, and rejects as the first that fails", async () => {
    const flushed: string[] = [];
    const failing = {
      forceFlush() {
        flushed.push("failing");
        throw new Error("on purpose");
      },
    };
    const good = { forceFlush: () => Promise.resolve(flushed.push("good")) };
    const proxy = { getDelegate: () => good };

    await assert.rejects(forceFlush([failing, {}, proxy]), { message: "on purpose" });
    await forceFlush([good]);

    assert.deepEqual(flushed, ["failing", "good", "good"]);
  });
});
