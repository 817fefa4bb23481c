import type { Load, RouteKind } from "../settings.ts";

/** A route as a plan names it: a path, or a path with what else the request needs. */
export type PlannedRoute = string | {
  readonly path: string;
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** Routes that a plan names; `null` says that there is none. */
export type PlannedRoutes = {
  readonly [Kind in RouteKind]?: PlannedRoute | null | undefined;
};

/** What a user asks for. All that is not said is found out, or has a default. */
export interface Plan {
  readonly command: readonly string[];
  readonly cwd?: string | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly url?: string | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  readonly graceMs?: number | undefined;
  readonly startMs?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly rounds?: number | undefined;
  readonly jobs?: number | undefined;
  readonly load?: { readonly [Name in keyof Load]?: Load[Name] | undefined } | undefined;
  /** `null`: there is none, it is not looked for. */
  readonly routes?: PlannedRoutes | undefined;
  /** The variable that names the dependency; its value from the environment, unless given. */
  readonly dependency?: {
    readonly variable: string;
    readonly value?: string | undefined;
  } | undefined;
  readonly lastLine?: string | undefined;
  /** Only these, by id. */
  readonly scenarios?: readonly string[] | undefined;
  /** Not these, by id. */
  readonly skip?: readonly string[] | undefined;
}
