import process from "node:process";

// Only what is used: the published types must not need those of Deno.
interface DenoPermissions {
  readonly permissions: {
    querySync(
      wanted: { readonly name: string; readonly variable?: string; readonly path?: string },
    ): {
      readonly state: string;
    };
  };
}

/** What the environment says of how to write to a terminal. */
export interface Wishes {
  /** Whether a terminal can move its cursor, and a person looks at it. */
  readonly isLive: boolean;
  /** Whether colors are wanted. */
  readonly isColored: boolean;
}

/** Reads one variable; one that may not be read is not there. */
export type ReadVariable = (name: string) => string | undefined;

/** A variable of this process. On Deno, one that may not be read is left alone: reading would ask. */
export function variable(name: string): string | undefined {
  return mayUse({ name: "env", variable: name }) ? process.env[name] : undefined;
}

/** What `CI`, `TERM`, `NO_COLOR` and `FORCE_COLOR` say. */
export function wishesOf(read: ReadVariable): Wishes {
  const isDumb = read("TERM") === "dumb";
  const ci = read("CI") ?? "";
  const force = read("FORCE_COLOR");
  const isRefused = isDumb || Boolean(read("NO_COLOR")) || force === "0";
  return {
    isLive: !isDumb && (ci === "" || ci === "false"),
    isColored: force === undefined || force === "0" ? !isRefused : true,
  };
}

/** Whether Deno lets this process do something without asking; the others do not ask. */
export function mayUse(
  wanted: { readonly name: string; readonly variable?: string; readonly path?: string },
): boolean {
  const { Deno } = globalThis as { readonly Deno?: DenoPermissions };
  return Deno === undefined || Deno.permissions.querySync(wanted).state === "granted";
}
