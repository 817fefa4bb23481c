import { type Config, zodSchema } from "./schema.ts";

/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** What the option must be and what was got. */
  readonly message: string;
  /** Where the option is: `["reserves", "closeMs"]`. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What the check found. */
export type ConfigResult =
  | { readonly value: Config; readonly issues?: undefined }
  | { readonly issues: readonly ConfigIssue[] };

/** A schema as the Standard Schema specification has it, for validators that take one. */
export interface ConfigSchema {
  /** The version of that specification, whose schema it is, and the check itself. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (given: unknown) => ConfigResult | Promise<ConfigResult>;
    readonly types?: { readonly input: unknown; readonly output: Config } | undefined;
  };
}

/**
 * The schema behind the functions of this door, for validators and frameworks that take a Standard
 * Schema.
 *
 * @example Ask the schema itself
 * ```ts
 * import { configSchema } from "quiesce/config";
 *
 * const result = await configSchema["~standard"].validate({ graceMs: "25s" });
 * console.assert(!result.issues && result.value.graceMs === 25_000);
 * ```
 */
export const configSchema: ConfigSchema = zodSchema;
