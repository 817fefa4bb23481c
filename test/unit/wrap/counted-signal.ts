/** A signal that tells how many listeners it has. */
export interface CountedSignal {
  readonly signal: AbortSignal;
  readonly listeners: number;
  abort(reason: unknown): void;
}

export function countedSignal(): CountedSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    listeners.add(listener);
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    listeners.delete(listener);
    remove(type, listener);
  };
  return {
    signal,
    get listeners() {
      return listeners.size;
    },
    abort: (reason) => controller.abort(reason),
  };
}
