import process from "node:process";

/** What a program may do; the names are those of Deno. */
export type Permission =
  | { readonly name: "env"; readonly variable?: string }
  | { readonly name: "run"; readonly command: string }
  | { readonly name: "read" | "write"; readonly path: string }
  | { readonly name: "net" };

interface Runtime {
  readonly Deno?: {
    readonly permissions: { querySync(wanted: Permission): { readonly state: string } };
  };
}

/** Whether this process may do it without anybody being asked. Only Deno has permissions. */
export function mayDo(wanted: Permission): boolean {
  const { Deno } = globalThis as Runtime;
  return Deno === undefined || Deno.permissions.querySync(wanted).state === "granted";
}

/** A variable of the environment, as far as it may be read. */
export function variable(name: string): string | undefined {
  return mayDo({ name: "env", variable: name }) ? process.env[name] : undefined;
}
