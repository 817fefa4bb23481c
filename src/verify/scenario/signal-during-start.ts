import { fault, lateExit, shortcoming } from "../judge/findings.ts";
import { stackTrace } from "../judge/stack-trace.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { accepts, endedEarly } from "../run/start.ts";
import type { Settings } from "../settings.ts";
import type { Scenario } from "./scenario.ts";

const LISTENING = "as it starts to listen";
const HALF_WAY = "half-way through its start";
const AT_ONCE = "right after it was started";
const LOOK_MS = 20;
/** One that is just about to listen when the signal comes, and has a processor, cannot take that back. */
const ABOUT_TO_MS = 100;
/** One that finds out as soon as it listens lets go of it at once: it is given a moment. */
const BRIEF_MS = 300;

/** A deploy may be called off before the new process is ready. */
export const signalDuringStart: Scenario = {
  id: "signal-during-start",
  group: "signals",
  title: "A signal during the start",
  promise: "Signalled before it is ready, the process ends in time and never starts to listen.",
  needs: () => undefined,
  early: true,
  // The first one measures how long a start takes.
  variants: () => [LISTENING, HALF_WAY, AT_ONCE],
  async drive(run) {
    const hasCome = await waitFor(run);
    if (run.variant === LISTENING && run.subject.isGone) throw endedEarly(run.subject);
    if (isEnded(run, hasCome)) return;
    // How long a start takes differs: the half of one may be the whole of another.
    run.fact("listeningBefore", await accepts(run.traffic.address));
    run.signal();
    const listened = lookWhetherItListens(run);
    await run.gone();
    const { firstMs, lastMs, waitedMs } = await listened;
    run.fact("firstAcceptedMs", firstMs);
    run.fact("waitedMs", waitedMs);
    run.fact("lastAcceptedMs", lastMs);
  },
  judge: (record, settings) => [
    ...lateExit(record, settings),
    ...listensAnyway(record),
    ...exitOfStart(record, settings),
    ...stackTrace(record, `Signalled ${record.variant},`, ADVICE_TRACE),
  ],
};

const ADVICE_TRACE =
  "Catch what is thrown when the start is called off: nobody is to be woken by a deploy.";

/** Returns whether the moment of the variant has come. */
async function waitFor(run: Run): Promise<boolean> {
  if (run.variant === AT_ONCE) return true;
  if (run.variant === LISTENING) return await listens(run);
  const startMs = run.earlier.find(({ variant }) => variant === LISTENING)?.facts["startMs"];
  if (typeof startMs !== "number") return false;
  await run.sleep(Math.max(0, startMs / 2 - run.nowMs()));
  return true;
}

async function listens(run: Run): Promise<boolean> {
  const { traffic, settings, subject } = run;
  while (!(await accepts(traffic.address))) {
    if (subject.isGone || run.nowMs() > settings.startMs) return false;
    await run.sleep(LOOK_MS / 4);
  }
  run.fact("startMs", Math.round(run.nowMs()));
  return true;
}

function isEnded(run: Run, hasCome: boolean): boolean {
  if (hasCome && !run.subject.isGone) return false;
  run.unjudged(
    hasCome
      ? "it had ended before the signal was sent"
      : `nothing took connections on port ${run.traffic.address.port} in ${run.settings.startMs} ms`,
  );
  return true;
}

interface Listened {
  /** Milliseconds after the signal. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** For how long it was ready to go on until then, and had no processor to do so. */
  readonly waitedMs: number;
}

async function lookWhetherItListens(run: Run): Promise<Listened> {
  let firstMs: number | null = null;
  let lastMs: number | null = null;
  let waitedMs = 0;
  const before = run.subject.processorTime();
  while (!run.subject.isGone) {
    const askedMs = Math.round(run.nowMs() - (run.signalAtMs ?? 0));
    if (await accepts(run.traffic.address)) {
      if (firstMs === null) waitedMs = run.subject.processorTime().waitedMs - before.waitedMs;
      firstMs ??= askedMs;
      lastMs = askedMs;
    }
    await run.sleep(LOOK_MS);
  }
  return { firstMs, lastMs, waitedMs: Math.max(0, Math.round(waitedMs)) };
}

/** One that has listened before the signal may go on for a while: that is no start. */
function listensAnyway({ facts, variant }: RunRecord): readonly Finding[] {
  const { firstAcceptedMs, lastAcceptedMs, listeningBefore, waitedMs = 0 } = facts;
  if (listeningBefore === true) return [];
  if (typeof firstAcceptedMs !== "number" || typeof lastAcceptedMs !== "number") return [];
  if (firstAcceptedMs - Number(waitedMs) < ABOUT_TO_MS) return [];
  const what = `signalled ${variant}, it starts to listen ${firstAcceptedMs} ms after the signal`;
  const advice =
    "Listen for the signal before all else, and look whether it came before the server listens.";
  const isBrief = lastAcceptedMs - firstAcceptedMs < BRIEF_MS;
  return [(isBrief ? shortcoming : fault)("LISTENS_ANYWAY", what, advice)];
}

/** Ended by the signal, by the number that stands for it, or with nothing done: all are true. */
function exitOfStart({ exit, variant }: RunRecord, { signal }: Settings): readonly Finding[] {
  if (!exit || exit.killed || exit.code === 0 || exit.signal === signal) return [];
  if (exit.code !== null && exit.code > 128) return [];
  return [shortcoming(
    "START_EXIT_CODE",
    `signalled ${variant}, it ended with ${exit.code ?? exit.signal}, as if the start had failed`,
    "End a start that was called off with 0 or with 128 + the number of the signal.",
  )];
}
