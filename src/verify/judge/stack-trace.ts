import type { Finding, RunRecord } from "../result.ts";
import { shortcoming } from "./findings.ts";

/** How the traces of Node, Deno and Bun, the JVM, .NET, Python, Ruby and PHP, and Go begin. */
const TRACES: readonly RegExp[] = [
  /^\s+at .+[:(].*\d+\)?$/,
  /^\s+at [\w$.]+\(.*\)( in .+)?$/,
  /^Traceback \(most recent call last\)/,
  /^\s+from .+:\d+:in /,
  /^#\d+ .+\(\d+\): /,
  /^goroutine \d+ \[/,
  /^thread '.*' panicked at/,
];

/** Whether a line looks like one of a stack trace. */
export function isTraceLine(line: string): boolean {
  return TRACES.some((trace) => trace.test(line));
}

/** A shutdown that was asked for is no surprise, and prints none. */
export function stackTrace(
  { stderr, stdout }: RunRecord,
  when: string,
  advice: string,
): readonly Finding[] {
  const first = [...stderr, ...stdout].find(isTraceLine);
  if (first === undefined) return [];
  const what = `${when} it prints a stack trace: ${first.trim()}`;
  return [shortcoming("STACK_TRACE", what, advice)];
}
