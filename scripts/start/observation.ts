import type { Exit, Line } from "./service-process.ts";
import type { Tally } from "./tally.ts";

/** All that was seen of one shutdown. */
export interface Observation {
  readonly title: string;
  readonly tally: Tally;
  /** What was closed, in the order in which the service said so. */
  readonly order: readonly string[];
  readonly errands: readonly { readonly name: string; readonly fault: string | undefined }[];
  readonly exit: Exit;
  readonly exitAfterMs: number;
  /** What the service printed on stderr. */
  readonly errorLines: readonly string[];
}

/** No new connections first, then the work, and what the work needs last. */
export const EXPECTED_ORDER: readonly string[] = ["listener", "job", "db"];

const EXIT_MARGIN_MS = 1_500;

/** Reads the service's lines: `closed listener`, `job:done n=3`, `cleanup:db t=1`. */
export function closingOrder(lines: readonly Line[]): readonly string[] {
  const names = lines.map(({ text }) => closedName(text)).filter((name) => name !== undefined);
  return [...new Set(names)];
}

function closedName(text: string): string | undefined {
  const [, name] = /^closed (\S+)/.exec(text) ?? /^cleanup:(\S+)/.exec(text) ??
    /^(job):done/.exec(text) ?? [];
  return name;
}

/** What went wrong, in words; nothing when every promise was kept. */
export function faultsOf(seen: Observation, graceMs: number): readonly string[] {
  return [
    ...[...seen.tally.losses].map(([how, count]) => `${count} lost: ${how}`),
    ...seen.errands.flatMap(({ name, fault }) => (fault ? [`${name}: ${fault}`] : [])),
    ...orderFaults(seen.order),
    ...exitFaults(seen, graceMs),
  ];
}

function orderFaults(order: readonly string[]): readonly string[] {
  const known = order.filter((name) => EXPECTED_ORDER.includes(name));
  if (known.join() === EXPECTED_ORDER.join()) return [];
  return [`closed in order "${order.join(", ")}", not "${EXPECTED_ORDER.join(", ")}"`];
}

function exitFaults({ exit, exitAfterMs }: Observation, graceMs: number): readonly string[] {
  const faults = [];
  if (exit.code !== 0) faults.push(`ended with ${exit.code ?? exit.signal}, not with 0`);
  if (exitAfterMs > graceMs + EXIT_MARGIN_MS) faults.push(`ended later than ${graceMs} ms`);
  return faults;
}
