/** Text that can do nothing to a terminal: what others wrote may hold its commands. */
export function printable(text: string): string {
  return text.replaceAll("\t", "  ").replaceAll(/(?!\n)\p{Cc}/gu, "\ufffd");
}
