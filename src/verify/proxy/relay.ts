import type { Socket } from "node:net";

/** What a relay asks before each piece, and tells of it. */
export interface RelayOptions {
  /** Settles when the piece may pass. */
  passage(): Promise<void>;
  count(bytes: number): void;
  /** The side that is read was reset, or could not be connected to. */
  broken(): void;
}

/**
 * Carries bytes from one socket to the other, a piece at a time and in order: what may not pass is
 * not read either, so that its sender comes to feel it. The end of one side is carried as well.
 */
export function relay(from: Socket, to: Socket, { passage, count, broken }: RelayOptions): void {
  let last = Promise.resolve();
  from.on("data", (bytes: Uint8Array) => {
    from.pause();
    last = last.then(passage).then(() => {
      count(bytes.length);
      return written(to, bytes);
    }).then(() => void from.resume());
  });
  from.on("end", () => {
    last = last.then(passage).then(() => void to.end());
  });
  from.on("error", broken);
}

function written(to: Socket, bytes: Uint8Array): Promise<void> {
  if (to.destroyed || to.writableEnded) return Promise.resolve();
  return new Promise((done) => to.write(bytes, () => done()));
}
