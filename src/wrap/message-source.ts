/** How a source hears what became of a message. */
export interface MessageEnds<M> {
  /** The message was worked off and must not come again. Without it, nobody is told. */
  ack?(message: M): unknown;
  /** The message was not worked off, and somebody else may have it. */
  release?(message: M): unknown;
}

/** A queue that is asked for one message at a time. */
export interface Receiver<M> extends MessageEnds<M> {
  /**
   * Waits for a message. `undefined` says that none came; it is then asked again. The signal aborts
   * when no message is wanted any more; one that comes nevertheless is not lost.
   */
  receive(signal: AbortSignal): PromiseLike<M | undefined>;
}

/**
 * Where messages come from: a queue, or anything that can be iterated over. What is both, such as a
 * `Channel` of `quiesce/tasks`, is iterated over.
 */
export type MessageSource<M> = Receiver<M> | (AsyncIterable<M> & MessageEnds<M>);
