import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../runtime.ts";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** The peers' lock file goes first: it pins what only the benchmarks use. */
const LOCKS: readonly Lock[] = ["bench/peers", "."].map((folder) =>
  JSON.parse(readFileSync(join(ROOT, folder, "package-lock.json"), "utf8")) as Lock
);

/** The packages that the services take from the lock file of the project itself. */
const FROM_ROOT: readonly string[] = ["fastify", "hono", "@hono/node-server"];

/** `fastify 5.12.8`, as it is pinned. */
export function pinned(name: string): string {
  const locks = FROM_ROOT.includes(name) ? LOCKS.slice(1) : LOCKS;
  const found = locks.map(({ packages }) => packages[`node_modules/${name}`]?.version);
  return `${name} ${found.find((version) => version !== undefined) ?? "of unknown version"}`;
}

/** The version of quiesce itself. */
export function ownVersion(): string {
  return LOCKS[1]?.packages[""]?.version ?? "of unknown version";
}
