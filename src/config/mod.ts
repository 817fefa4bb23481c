/**
 * Reads options from where operators write them: an object, the environment, a file; takes them again
 * when they change; and suggests some, from what was seen. The only door that needs `zod`.
 *
 * @module
 */
export {
  type ConfigIssue,
  type ConfigResult,
  type ConfigSchema,
  configSchema,
} from "./config-schema.ts";
export { parseConfig } from "./parse-config.ts";
export { parseConfigText, type TextOptions } from "./parse-config-text.ts";
export {
  type Environment,
  type EnvironmentOptions,
  parseEnvironment,
} from "./parse-environment.ts";
export type { PastRecord, PastShutdown } from "./past-shutdown.ts";
export type { Config, SignalAction } from "./schema.ts";
export {
  type HookSuggestion,
  type Suggestion,
  type SuggestOptions,
  suggestTimeouts,
  type TimeoutSuggestions,
} from "./suggest-timeouts.ts";
export {
  type ConfigSource,
  watch,
  type WatchedLife,
  type Watching,
  type WatchOptions,
} from "./watch.ts";
