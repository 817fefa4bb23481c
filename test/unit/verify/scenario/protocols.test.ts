import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { http2 } from "../../../../src/verify/scenario/http2.ts";
import { serverSentEvents } from "../../../../src/verify/scenario/server-sent-events.ts";
import { webSocket } from "../../../../src/verify/scenario/web-socket.ts";
import { endedWith, found, handSettings, KILLED, request, withRequests } from "./hand-record.ts";

describe("server-sent-events", () => {
  const ends = (...words: readonly string[]) => ({ facts: { ends: words } });

  it("is content with streams that were ended in order, and with refusals of those who came back", () => {
    assert.deepEqual(found(serverSentEvents, ends("whole", "whole", "none")), []);
  });

  it("takes a response that was cut between two events for a shortcoming", () => {
    assert.deepEqual(found(serverSentEvents, ends("whole", "truncated")), [
      "shortcoming EVENTS_CUT",
    ]);
  });

  it("takes half an event for a fault", () => {
    assert.deepEqual(found(serverSentEvents, ends("torn", "whole")), ["fault EVENT_TORN"]);
  });

  it("lets one who had to cut say so by its exit code, and nobody else", () => {
    const cut = { ...ends("truncated"), ...endedWith(1) };
    const whole = { ...ends("whole"), ...endedWith(1) };

    assert.deepEqual(found(serverSentEvents, cut), ["shortcoming EVENTS_CUT"]);
    assert.deepEqual(found(serverSentEvents, whole), ["fault EXIT_CODE"]);
  });

  it("takes a death by the signal for a fault, whatever was cut", () => {
    const dead = { ...ends("truncated"), ...endedWith(null, "SIGTERM") };

    assert.deepEqual(found(serverSentEvents, dead), [
      "shortcoming EVENTS_CUT",
      "fault SIGNAL_UNHEARD",
    ]);
  });

  it("takes a process that streams hold for ever for a fault", () => {
    const held = { ...ends("truncated"), ...KILLED };

    assert.deepEqual(found(serverSentEvents, held), ["shortcoming EVENTS_CUT", "fault LATE_EXIT"]);
  });

  it("says what it needs", () => {
    assert.match(serverSentEvents.needs(handSettings()) ?? "", /--route events=/);
  });
});

describe("web-socket", () => {
  const ends = (...words: readonly string[]) => ({
    ...withRequests(request("mute", {})),
    facts: { ends: words },
  });

  for (const code of ["1001", "1012", "1013", "3000", "4999"]) {
    it(`is content with ${code}`, () => {
      assert.deepEqual(found(webSocket, ends(code)), []);
    });
  }

  for (const code of ["1000", "1005"]) {
    it(`notes ${code}, which does not say that the client is to come back`, () => {
      assert.deepEqual(found(webSocket, ends(code)), ["note CLOSE_CODE"]);
    });
  }

  for (const code of ["1002", "1006", "1011", "1015", "999", "5000"]) {
    it(`takes ${code} for a shortcoming`, () => {
      assert.deepEqual(found(webSocket, ends(code)), ["shortcoming CLOSE_CODE"]);
    });
  }

  it("takes an end without a close frame for a shortcoming", () => {
    assert.deepEqual(found(webSocket, ends("1001", "none")), ["shortcoming NO_CLOSE_FRAME"]);
  });

  it("takes half a message for a fault", () => {
    assert.deepEqual(found(webSocket, ends("torn")), ["fault MESSAGE_TORN"]);
  });

  it("does not take a client that never answers for a failure of the service", () => {
    assert.deepEqual(found(webSocket, { ...ends("1001"), ...endedWith(1) }), [
      "shortcoming EXIT_CODE",
    ]);
    assert.deepEqual(found(webSocket, { ...ends("1001"), ...endedWith(null, "SIGTERM") }), [
      "fault SIGNAL_UNHEARD",
    ]);
  });

  it("takes a process that is held for a fault", () => {
    assert.deepEqual(found(webSocket, { ...ends("none"), ...KILLED }), [
      "shortcoming NO_CLOSE_FRAME",
      "fault LATE_EXIT",
    ]);
  });

  it("says what it needs", () => {
    assert.match(webSocket.needs(handSettings()) ?? "", /--route socket=/);
  });
});

describe("http2", () => {
  const good = { goAways: ["0", "0"], contradicted: 0 };
  const answered = withRequests(request("stream", {}), request("late", { class: "refused" }));

  it("is content when what was in flight is answered, and what came late is given up", () => {
    assert.deepEqual(found(http2, { ...answered, facts: good }), []);
  });

  it("takes a lost stream for a fault, on time or late", () => {
    const onTime = withRequests(request("stream", { class: "lost" }));
    const late = withRequests(request("late", { class: "lost" }));

    assert.deepEqual(found(http2, { ...onTime, facts: good }), ["fault LOST"]);
    assert.deepEqual(found(http2, { ...late, facts: good }), ["fault LOST"]);
  });

  it("takes the refusal of a stream in flight for a shortcoming", () => {
    const refused = withRequests(request("stream", { class: "refused" }));

    assert.deepEqual(found(http2, { ...refused, facts: good }), ["shortcoming STREAM_REFUSED"]);
  });

  it("takes an end without GOAWAY, and one that tells of an error, for shortcomings", () => {
    const none = { ...good, goAways: ["none", "0"] };
    const error = { ...good, goAways: ["2", "2"] };

    assert.deepEqual(found(http2, { ...answered, facts: none }), ["shortcoming NO_GOAWAY"]);
    assert.deepEqual(found(http2, { ...answered, facts: error }), ["shortcoming GOAWAY_CODE"]);
  });

  it("takes it for a fault to answer what was given up", () => {
    const facts = { ...good, contradicted: 1 };

    assert.deepEqual(found(http2, { ...answered, facts }), ["fault GOAWAY_TOO_LOW"]);
  });

  it("takes a late exit and another code than 0 for faults", () => {
    const late = { ...answered, facts: good, ...KILLED };
    const failed = { ...answered, facts: good, ...endedWith(1) };

    assert.deepEqual(found(http2, late), ["fault LATE_EXIT"]);
    assert.deepEqual(found(http2, failed), ["fault EXIT_CODE"]);
  });

  it("says what it needs", () => {
    assert.match(http2.needs(handSettings()) ?? "", /HTTP\/2/);
    assert.match(http2.needs(handSettings({ http2: true })) ?? "", /--route slow=/);
  });
});
