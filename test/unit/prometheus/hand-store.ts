import type { PreviousStore } from "../../../adapters/prometheus/mod.ts";

/** A store that remembers all that was ever written, at once or, if asked to, later. */
export interface HandStore extends PreviousStore {
  readonly written: string[];
}

export function handStore(options: { readonly isLate?: boolean } = {}): HandStore {
  const written: string[] = [];
  const answer = <T>(value: T): T | Promise<T> => options.isLate ? Promise.resolve(value) : value;
  return {
    written,
    read: () => answer(written.at(-1)),
    write(text) {
      written.push(text);
      return answer(undefined);
    },
  };
}

/** The same store, after the process that has written to it last was killed. */
export function killed(store: HandStore): HandStore {
  return ofAnother(store, {});
}

/** Changes what is kept as if another process had written it. */
export function ofAnother(store: HandStore, changes: Readonly<Record<string, unknown>>): HandStore {
  const record = JSON.parse(store.written.at(-1) ?? "") as {
    readonly processes: readonly object[];
  };
  const processes = record.processes.map((each) => {
    return { ...each, id: crypto.randomUUID(), ...changes };
  });
  store.written.push(JSON.stringify({ ...record, processes }));
  return store;
}

/** The lines of an exposition that are about one metric. */
export function linesOf(text: string, name: string): readonly string[] {
  return text.split("\n").filter((line) =>
    line.startsWith(`${name}{`) || line.startsWith(`${name} `)
  );
}
