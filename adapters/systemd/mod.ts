/**
 * Tells systemd where a life is, and lets other supervisors end it.
 *
 * @module
 */
export { type Notifier, notify, type NotifyOptions } from "./notify.ts";
export { sendReady } from "./send-ready.ts";
export { stopOn, type StopSources } from "./stop-on.ts";
