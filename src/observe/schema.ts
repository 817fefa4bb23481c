/**
 * What an audit record is made of, for those who read it.
 *
 * @module
 */
export {};
