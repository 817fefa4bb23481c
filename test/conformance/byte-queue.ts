/** Bytes that arrive at one end and are taken from the other. What was taken stays as it is. */
export class ByteQueue {
  #buffer: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  /** A view of all that has not been taken. */
  get bytes(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  push(chunk: Buffer): void {
    if (this.#end + chunk.length > this.#buffer.length) this.#grow(chunk.length);
    chunk.copy(this.#buffer, this.#end);
    this.#end += chunk.length;
  }

  take(length: number): void {
    this.#start += length;
  }

  // Doubles, so that a long body is copied a few times and not once per packet.
  #grow(byLength: number): void {
    const held = this.bytes;
    this.#buffer = Buffer.allocUnsafe(2 * (held.length + byLength));
    held.copy(this.#buffer);
    this.#start = 0;
    this.#end = held.length;
  }
}
