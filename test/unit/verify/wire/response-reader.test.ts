import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Answer, ResponseReader } from "../../../../src/verify/wire/response-reader.ts";

interface Read {
  readonly answers: readonly Answer[];
  readonly reader: ResponseReader;
  readonly bodies: readonly string[];
}

function read(pieces: readonly string[], isBodyless = (): boolean => false): Read {
  const reader = new ResponseReader();
  const answers: Answer[] = [];
  const bodies: string[] = [];
  reader.isBodyless = isBodyless;
  reader.onAnswer = (answer) => answers.push(answer);
  reader.onBody = (text) => (bodies[answers.length] = (bodies[answers.length] ?? "") + text);
  for (const piece of pieces) reader.push(Buffer.from(piece, "latin1"));
  return { answers, reader, bodies };
}

function statuses({ answers }: Read): readonly number[] {
  return answers.map(({ status }) => status);
}

const LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const CHUNKED =
  "HTTP/1.1 201 Created\r\nTRANSFER-ENCODING: gzip, Chunked\r\n\r\n5;name=value\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: 1\r\n\r\n";
const EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";
const INFORMED =
  "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n";

describe("ResponseReader", () => {
  it("ends a body at its length", () => {
    const { answers, bodies } = read([LENGTH]);

    assert.deepEqual(bodies, ["hello"]);
    assert.equal(answers[0]?.bodyBytes, 5);
    assert.equal(answers[0]?.bytes, LENGTH.length);
    assert.equal(answers[0]?.tail, "hello");
  });

  it("is not at the end one byte before it", () => {
    for (const text of [LENGTH, CHUNKED, EMPTY, INFORMED]) {
      const { answers, reader } = read([text.slice(0, -1)]);

      assert.deepEqual(answers, []);
      assert.equal(reader.end(), undefined);
      assert.equal(reader.hasBegun, true);
    }
  });

  it("reads chunks with extensions and trailers, whatever the case of the header", () => {
    const { answers, bodies } = read([CHUNKED]);

    assert.equal(answers[0]?.bodyBytes, 11);
    assert.deepEqual(bodies, ["hello world"]);
  });

  it("expects no body after 204, 304 and HEAD, and passes over what only informs", () => {
    assert.deepEqual(statuses(read([EMPTY + INFORMED])), [204, 304]);
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    assert.deepEqual(statuses(read([head + head], () => true)), [200, 200]);
  });

  it("has not begun a response of which only an interim one has come", () => {
    const { reader } = read(["HTTP/1.1 100 Continue\r\n\r\n"]);

    assert.equal(reader.hasBegun, false);
    assert.equal(reader.status, undefined);
  });

  it("ends a body without framing with its connection", () => {
    for (const coding of ["", "Transfer-Encoding: gzip\r\n"]) {
      const { answers, reader } = read([`HTTP/1.1 200 OK\r\n${coding}\r\nsome`, " more"]);

      assert.deepEqual(answers, []);
      assert.equal(reader.end()?.bodyBytes, 9);
    }
  });

  it("lets chunks win over a length (RFC 9112, section 6.3)", () => {
    const text =
      "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";

    assert.deepEqual(statuses(read([text])), [200]);
  });

  it("takes the same length twice, and no two", () => {
    const twice = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\nok";
    assert.deepEqual(statuses(read([twice])), [200]);

    const { reader } = read([twice.replace("length: 2\r\n\r\n", "length: 3\r\n\r\n")]);
    assert.match(reader.broken ?? "", /Content-Length is "2, 3"/);
  });

  it("knows who will close: by the word, or by the age of the protocol", () => {
    const saysClose = (head: string): boolean | undefined =>
      read([`${head}Content-Length: 0\r\n\r\n`]).answers[0]?.saidClose;

    assert.equal(saysClose("HTTP/1.1 200 OK\r\n"), false);
    assert.equal(saysClose("HTTP/1.1 200 OK\r\nconnection: Upgrade, Close\r\n"), true);
    assert.equal(saysClose("HTTP/1.1 200 OK\r\nConnection: x-close\r\n"), false);
    assert.equal(saysClose("HTTP/1.0 200 OK\r\n"), true);
    assert.equal(saysClose("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"), false);
  });

  it("passes on all that follows an upgrade", () => {
    const reader = new ResponseReader();
    const passed: string[] = [];
    reader.onUpgraded = (text) => passed.push(text);

    reader.push(Buffer.from("HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 frames"));
    reader.push(Buffer.from("more"));

    assert.equal(passed.join(""), "HTTP/1.1 framesmore");
    assert.equal(reader.hasBegun, false);
  });

  it("says why it reads no more, and throws at nothing", () => {
    const hostile = {
      "SSH-2.0-x\r\n\r\n": /first line is "SSH-2.0-x"/,
      "HTTP/1.1 99 Low\r\n\r\n": /first line/,
      "HTTP/2 200\r\n\r\n": /first line/,
      "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n": /Content-Length is "-5"/,
      "HTTP/1.1 200 OK\r\nContent-Length: 5e3\r\n\r\n": /Content-Length is "5e3"/,
      "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n": /Content-Length/,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n": /size of a chunk is "zz"/,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n": /size of a chunk/,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n": /longer than its size/,
    };
    for (const [text, why] of Object.entries(hostile)) {
      const { answers, reader } = read([text, LENGTH]);

      assert.match(reader.broken ?? "", why);
      assert.deepEqual(answers, []);
    }
  });

  it("gives up on a head, and on a line, that has no end", () => {
    const head = read([
      "HTTP/1.1 200 OK\r\n",
      ..."x".repeat(80).split("").map((x) => x.repeat(1_000)),
    ]);
    const line = read([
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      "1;".repeat(40_000),
    ]);

    assert.match(head.reader.broken ?? "", /has no end/);
    assert.match(line.reader.broken ?? "", /has no end/);
  });

  it("keeps no more of a large body than its end", () => {
    const piece = "x".repeat(1_000_000);
    const pieces = [
      "HTTP/1.1 200 OK\r\nContent-Length: 20000003\r\n\r\n",
      ...Array(20).fill(piece),
      "END",
    ];

    const { answers } = read(pieces);

    assert.equal(answers[0]?.bodyBytes, 20_000_003);
    assert.equal(answers[0]?.tail, `${"x".repeat(509)}END`);
  });

  it("reads the same, however the bytes are cut into pieces", () => {
    const texts = fc.array(fc.constantFrom(LENGTH, CHUNKED, EMPTY, INFORMED), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(fc.property(texts, fc.array(fc.nat(400)), (those, cuts) => {
      const text = those.join("");
      const whole = read([text]);

      const cut = read(cutAt(text, cuts));

      assert.deepEqual(cut.answers, whole.answers);
      assert.deepEqual(cut.bodies, whole.bodies);
      assert.equal(whole.answers.length, those.length);
    }));
  });

  it("survives any bytes", () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (pieces) => {
      const { reader } = read([LENGTH, "HTTP/1.1 200 OK\r\n"]);

      for (const piece of pieces) reader.push(piece);

      assert.ok(reader.broken !== undefined || reader.partialBytes > 0);
    }));
  });
});

function cutAt(text: string, cuts: readonly number[]): readonly string[] {
  const places = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])];
  const sorted = places.toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
}
