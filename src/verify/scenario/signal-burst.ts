import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, NOT_ANSWERED, shortcoming } from "../judge/findings.ts";
import { notedWords } from "../judge/noted.ts";
import { stackTrace } from "../judge/stack-trace.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { putInFlight } from "./put-in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "slow";
const REQUESTS = 5;
const BURST_MS = 10;
/** What comes this late may well be meant as a second signal. */
const MOST_MS = 250;
const ONE = "one signal";
const BURST = "a burst";
/** What counts, times or marks a line, which may differ from run to run. */
const CHANGING = /\d+/g;
/** What was printed at the end may be read after the end. */
const WORDS_MS = 100;
const MOST_LINES = 300;
/** A line that only says that one more signal came may come as often as they do. */
const OF_SIGNALS = /SIG[A-Z]|signal|already|shut|stop|received/i;

/** One Ctrl-C, or one deploy, may deliver its signal many times over. */
export const signalBurst: Scenario = {
  id: "signal-burst",
  group: "signals",
  title: "A burst of signals",
  promise: "Many signals within a moment are one: all is answered, and cleaned up once.",
  needs: () => undefined,
  variants: () => [ONE, BURST],
  async drive(run) {
    const { slow } = run.settings.routes;
    if (slow) await putInFlight(run, LANE, slow, REQUESTS);
    run.signal();
    if (run.variant === BURST) repeat(run);
    await run.gone();
    await run.sleep(WORDS_MS);
    run.fact("said", saidBy(run));
  },
  judge(record, settings, earlier) {
    // One alone is the business of other scenarios; it only shows what is usual.
    if (record.variant === ONE) return [];
    return [
      ...lostRequests(record, [LANE], NOT_ANSWERED),
      ...lateExit(record, settings),
      ...exitCode(record, settings),
      ...repeatedLines(record, earlier),
      ...stackTrace(record, "After a burst of signals", ADVICE_TRACE),
    ];
  },
};

const ADVICE_TRACE =
  "Let a signal that comes again do nothing: what is closed already must not be closed once more.";

/**
 * Evenly within a moment, and by waiting busily: signals that come all at once are merged by the
 * kernel and by most runtimes, and those that come too late are no burst.
 */
function repeat(run: Run): void {
  const { load: { burst }, signal } = run.settings;
  const startMs = run.nowMs();
  for (let sent = 1; sent < burst; sent += 1) {
    while (run.nowMs() - startMs < sent * BURST_MS / burst);
    run.subject.signal(signal);
  }
  const tookMs = Math.round(run.nowMs() - startMs);
  run.fact("burstMs", tookMs);
  if (tookMs > MOST_MS) run.unjudged(`the burst took ${tookMs} ms: this machine is too busy`);
}

/** Each line and how often it came: of all output, of which a record keeps only the end. */
function saidBy({ subject }: Run): readonly string[] {
  const groups = Map.groupBy(subject.stdout, ({ text }) => text.replaceAll(CHANGING, "#"));
  return [...groups].slice(0, MOST_LINES).map(([line, those]) => `${those.length} ${line}`);
}

/** What is said once after one signal, and more often after many, was done more than once. */
function repeatedLines(record: RunRecord, earlier: readonly RunRecord[]): readonly Finding[] {
  const one = earlier.find(({ variant }) => variant === ONE);
  if (!one) return [];
  const usual = countsOf(one);
  const repeated = [...countsOf(record)].filter(([line, count]) =>
    usual.get(line) === 1 && count > 1 && !OF_SIGNALS.test(line)
  );
  return repeated.map(([line, count]) =>
    shortcoming(
      "REPEATED",
      `"${line}" is said ${count} times after a burst of signals, and once after one signal`,
      "Let the first signal start one shutdown, and let every later one find it running.",
    )
  );
}

function countsOf(record: RunRecord): ReadonlyMap<string, number> {
  const said = notedWords(record, "said").map((line) => /^(\d+) (.*)$/s.exec(line) ?? []);
  return new Map(said.map(([, count, line = ""]) => [line, Number(count)]));
}
