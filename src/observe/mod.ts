/**
 * Lets others see a life: events on `node:diagnostics_channel`, an audit record, and what is measured.
 *
 * @module
 */
export {};
