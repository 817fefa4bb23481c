/**
 * Tells systemd where a life is, and lets other supervisors end it.
 *
 * @module
 */
export {};
