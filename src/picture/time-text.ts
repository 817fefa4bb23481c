/** A duration for people: `0.4 ms`, `12 ms`, `1.25 s`, `2 min 5 s`. */
export function durationText(ms: number): string {
  const size = Math.abs(ms);
  if (size < 10) return `${rounded(ms, 1)} ms`;
  if (size < 999.5) return `${Math.round(ms)} ms`;
  if (size < 59_995) return `${rounded(ms / 1_000, 2)} s`;
  const seconds = Math.round(size / 1_000);
  const rest = seconds % 60;
  const minutes = `${ms < 0 ? "-" : ""}${Math.floor(seconds / 60)} min`;
  return rest === 0 ? minutes : `${minutes} ${rest} s`;
}

/** A moment for people, from the zero of a picture: `+12 ms`, `−1.2 s`, `0`. */
export function momentText(ms: number): string {
  const text = durationText(Math.abs(ms));
  if (text === "0 ms") return "0";
  return `${ms < 0 ? "−" : "+"}${text}`;
}

/** From one moment to another; or the one, when they are the same to people. */
export function spanText(startMs: number, endMs: number): string {
  const [start, end] = [momentText(startMs), momentText(endMs)];
  return start === end ? `at ${start}` : `${start} to ${end}`;
}

/** A number with its thousands apart, and its noun: `1 960 requests`, `1 request`. */
export function countText(count: number, noun = ""): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, " ");
  return noun === "" ? digits : `${digits} ${noun}${count === 1 ? "" : "s"}`;
}

/** A date as it is stored, for people: `2026-01-31 12:00:00 UTC`. */
export function dateText(stored: string): string {
  const parts = /^([\d-]+)T([\d:]+)(\.\d+)?Z$/.exec(stored);
  return parts ? `${parts[1]} ${parts[2]} UTC` : stored;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
