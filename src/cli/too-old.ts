/** The first version of each runtime that can do all that is needed; Node last, since others name it too. */
const LEAST = [
  { runtime: "bun", name: "Bun", least: "1.4" },
  { runtime: "deno", name: "Deno", least: "2.9" },
  { runtime: "node", name: "Node", least: "22" },
] as const;

/** What a runtime says of itself: `process.versions`. */
export type Versions = Readonly<Partial<Record<string, string>>>;

/** Says of a runtime that is too old what is needed; `undefined` when it is new enough. */
export function tooOld(versions: Versions): string | undefined {
  const found = LEAST.find(({ runtime }) => versions[runtime] !== undefined);
  const version = found && versions[found.runtime];
  if (!found || version === undefined || isAtLeast(version, found.least)) return undefined;
  return `Cannot run: quiesce needs ${found.name} ${found.least} or newer, this is ${version}`;
}

function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
