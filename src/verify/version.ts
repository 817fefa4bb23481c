/** The version of the judge; the manifest's, which a test compares. */
export const VERSION = "0.1.0";
