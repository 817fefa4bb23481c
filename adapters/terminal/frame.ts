import type { Paint } from "./paint.ts";
import { cut, printable, widthOf } from "./width.ts";

/** Something that a shutdown waits for. */
export interface OpenItem {
  /** What it is called; it may come from anywhere, such as the path of a request. */
  readonly name: string;
  /** How long it has been open, where that is known. */
  readonly ageMs: number | undefined;
  /** What it said last of how far it had come. */
  readonly status?: string | undefined;
}

/** What a shutdown is doing at one moment. */
export interface Moment {
  /** What runs now: a phase, or what stands for it. */
  readonly doing: string;
  /** What is left of the budget. */
  readonly leftMs: number;
  /** The whole budget. */
  readonly graceMs: number;
  /** What has not ended, in the order in which it is shown. */
  readonly open: readonly OpenItem[];
  /** What a key press would do now, from the longest way to say it to the shortest. */
  readonly hints: readonly string[];
}

/** The room that a frame may take. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

/** The longest bar. */
const BAR_COLUMNS = 24;
/** A bar that is shorter says nothing. */
const LEAST_BAR_COLUMNS = 6;

/** Draws a moment: a head with a bar, what is open by name and age, and a hint. */
export function frame(moment: Moment, room: Room): string[] {
  const { open, hints } = moment;
  const { rows, paint } = room;
  // A terminal draws the last column or waits at it, so it stays free.
  const columns = Math.max(1, room.columns - 1);
  const shown = open.length <= rows ? open : open.slice(0, Math.max(0, rows - 1));
  const hint = hints.find((each) => widthOf(each) <= columns) ?? hints.at(-1);
  const more = open.length - shown.length;
  return [
    headOf(moment, { ...room, columns }),
    ...shown.map((item) => itemOf(item, { ...room, columns })),
    ...(more > 0 ? [cut(shown.length > 0 ? `  and ${more} more` : `  ${more} open`, columns)] : []),
    ...(hint === undefined ? [] : [paint("dim", cut(printable(hint), columns))]),
  ];
}

/** A time for people who watch it pass: `0 s`, `59 s`, `2 min 5 s`. */
export function secondsText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 100) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What is left of a budget, rounded so that it ends with zero. */
export function leftText(leftMs: number, graceMs: number): string {
  if (graceMs === Infinity) return "no limit";
  const whole = (ms: number): string => secondsText(Math.ceil(ms / 1_000) * 1_000);
  return `${whole(leftMs)} of ${whole(graceMs)} left`;
}

function headOf({ doing, leftMs, graceMs }: Moment, { columns, paint }: Room): string {
  const time = leftText(leftMs, graceMs);
  const name = cut(doing, columns);
  const free = columns - widthOf(name) - widthOf(time) - 4;
  const length = Math.min(BAR_COLUMNS, free - 2);
  const bold = paint("bold", name);
  if (graceMs === Infinity || length < LEAST_BAR_COLUMNS) {
    const rest = columns - widthOf(name) - 2;
    return rest < 4 ? bold : `${bold}  ${cut(time, rest)}`;
  }
  return `${bold}  ${barOf(leftMs / graceMs, length, paint)}  ${time}`;
}

function barOf(share: number, length: number, paint: Paint): string {
  const full = Math.min(length, Math.ceil(share * length));
  const tone = share > 0.5 ? "green" : share > 0.2 ? "yellow" : "red";
  return `[${paint(tone, "#".repeat(full))}${"-".repeat(length - full)}]`;
}

function itemOf({ name, ageMs, status }: OpenItem, { columns, paint }: Room): string {
  const age = ageMs === undefined ? "" : `  ${secondsText(ageMs)}`;
  const said = status === undefined ? "" : `: ${status}`;
  // The age stays whole: a name is known by its beginning.
  const text = cut(printable(name + said), columns - 2 - age.length);
  return cut("  ", columns) + text + (columns > 2 + age.length ? paint("dim", age) : "");
}
