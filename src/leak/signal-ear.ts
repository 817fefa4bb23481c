/** Whether anybody was seen listening to a signal. */
export interface SignalEar {
  readonly isHeard: boolean;
}

/** What the ear notices. A signal that is polled is obeyed as well. */
const METHODS = ["addEventListener", "throwIfAborted"] as const;
const GETTERS = ["aborted", "onabort"] as const;

/**
 * Watches whether anybody listens to `signal`, until the first one does.
 *
 * The members by which one listens are put on the signal itself, and taken off again when one of
 * them is used. While `isDeaf()`, uses do not count: the core reads its own signals when it aborts
 * them.
 */
export function listenIn(signal: AbortSignal, isDeaf: () => boolean = () => false): SignalEar {
  const ear = { isHeard: false };
  const used = (): void => {
    if (isDeaf()) return;
    ear.isHeard = true;
    for (const name of [...METHODS, ...GETTERS]) Reflect.deleteProperty(signal, name);
  };
  for (const name of METHODS) watchMethod(signal, name, used);
  for (const name of GETTERS) watchGetter(signal, name, used);
  return ear;
}

function watchMethod(signal: AbortSignal, name: (typeof METHODS)[number], used: () => void): void {
  const original = signal[name] as (...given: unknown[]) => unknown;
  Object.defineProperty(signal, name, {
    configurable: true,
    value: (...given: unknown[]) => {
      used();
      return original.apply(signal, given);
    },
  });
}

function watchGetter(signal: AbortSignal, name: (typeof GETTERS)[number], used: () => void): void {
  const { get, set } = inherited(signal, name) ?? {};
  if (get === undefined) return;
  Object.defineProperty(signal, name, {
    configurable: true,
    get: () => {
      used();
      return get.call(signal);
    },
    ...(set && {
      set: (given: unknown) => {
        used();
        set.call(signal, given);
      },
    }),
  });
}

function inherited(signal: AbortSignal, name: string): PropertyDescriptor | undefined {
  let holder: object | null = Object.getPrototypeOf(signal);
  while (holder !== null && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder);
  return holder === null ? undefined : Object.getOwnPropertyDescriptor(holder, name);
}

let unseen: readonly string[] | undefined;

/** The ways to listen that cannot be seen on this runtime: what it attaches natively. */
export function unseenUses(): readonly string[] {
  return unseen ??= [
    ...(isSeen((signal) => AbortSignal.any([signal])) ? [] : ["AbortSignal.any"]),
    ...(isSeen((signal) => new Request("http://localhost", { signal })) ? [] : ["fetch"]),
  ];
}

function isSeen(use: (signal: AbortSignal) => unknown): boolean {
  const { signal } = new AbortController();
  const ear = listenIn(signal);
  try {
    use(signal);
  } catch {
    // A runtime without it has no such use.
    return true;
  }
  return ear.isHeard;
}
