import { AsyncLocalStorage } from "node:async_hooks";
import { Lifecycle } from "../../../src/core/mod.ts";
import { observeRequests } from "../../../src/observe/mod.ts";

/** What the observer of {@linkcode watched} runs handlers in. */
export const context = new AsyncLocalStorage<string>();

/** A life whose requests are watched: lines of what is told, and a wait for a number of them. */
export function watched(options: ConstructorParameters<typeof Lifecycle>[0] = {}) {
  const life = new Lifecycle(options);
  const lines: string[] = [];
  let more = Promise.withResolvers<void>();
  const tell = (line: string) => {
    lines.push(line);
    more.resolve();
    more = Promise.withResolvers<void>();
  };
  observeRequests(life, {
    admitted: ({ method, path, headers }) => {
      tell(`admitted ${method} ${path} ${headers.get("X-Name") ?? "nobody"}`);
      return {
        run: (handle) => context.run("mine", handle),
        answered: (status) => tell(`answered ${status}`),
        ended: (end) => tell(`ended ${end}`),
      };
    },
    refused: ({ path }) => tell(`refused ${path}`),
  });
  life.ready();
  return {
    life,
    lines,
    until: async (count: number) => {
      while (lines.length < count) await more.promise;
    },
  };
}

/** Asks with a name, and reads the answer whole. */
export async function ask(url: string): Promise<number> {
  const response = await fetch(url, { headers: { "x-name": "me", connection: "close" } });
  await response.text();
  return response.status;
}
