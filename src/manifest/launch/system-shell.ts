/** What `sh` is in an image: dash, the ash of BusyBox, or not known. */
export type SystemShell = "dash" | "ash" | undefined;

const OFFICIAL =
  /(^|\/library\/)(node|debian|ubuntu)(:|@|$)|(^|\/)(denoland\/deno|oven\/bun)(:|@|$)/;

/** The shell of an image, by the name of the image. */
export function systemShellOf(image: string): SystemShell {
  const name = image.toLowerCase();
  if (/alpine|busybox/.test(name)) return "ash";
  if (/distroless/.test(name)) return undefined;
  if (/debian|ubuntu|bullseye|bookworm|trixie|jammy|noble/.test(name)) return "dash";
  // A tag that is an argument of the build may be of anything; but -slim is of Debian alone.
  const isKnown = OFFICIAL.test(name) && (!name.includes("$") || name.endsWith("-slim"));
  return isKnown ? "dash" : undefined;
}
