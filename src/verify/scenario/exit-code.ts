import { exitCode } from "../judge/exit-code.ts";
import { fault, lateExit } from "../judge/findings.ts";
import { type Culprit, culpritOf } from "../judge/launcher.ts";
import { notedWords } from "../judge/noted.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import type { Settings } from "../settings.ts";
import { type ProcessRow, zombieStatus } from "../subject/process-table.ts";
import { sendSignal } from "../subject/send-signal.ts";
import type { Scenario } from "./scenario.ts";

const STARTED = "the started process is signalled";
const SERVER = "the server itself is signalled";
/** How long a parent may take to notice that its child has ended, and to end. */
const PARENT_MS = 3_000;
/** For how long a server that lives on after its parent is watched: it may be ending. */
const LIVES_ON_MS = 2_000;

/** What the platform starts, signals and sees need not be the server. */
export const exitCodeTruth: Scenario = {
  id: "exit-code",
  group: "process",
  title: "Exit code, and who got the signal",
  promise: "The signal reaches the server, and the platform sees the server's own exit code.",
  needs: () => undefined,
  variants: () => [STARTED, SERVER],
  drive: (run) => run.variant === SERVER ? signalServer(run) : signalStarted(run),
  judge: (record, settings, earlier) =>
    record.variant === SERVER
      ? whatServerSaid(record, earlier)
      : whatPlatformSees(record, settings),
};

async function signalStarted(run: Run): Promise<void> {
  const { family } = run.subject;
  const chain = chainOf(run);
  const server = chain.at(-1);
  run.signal();
  await run.gone();
  if (!server || chain.length < 2 || run.wasKilled) return;
  const alive = chain.filter(({ pid }) => family.isAlive(pid));
  run.fact("serverLivedOn", alive.includes(server));
  run.fact("culprit", chain[chain.findIndex((row) => alive.includes(row)) - 1]?.command ?? null);
  run.fact("serverEnded", await run.until(() => !family.isAlive(server.pid), LIVES_ON_MS));
}

/**
 * The server's own code is seen by its parent, and by whoever looks before that one asks for it. So
 * the parent is stopped meanwhile.
 */
async function signalServer(run: Run): Promise<void> {
  const [parent, server] = chainOf(run).slice(-2);
  if (!parent || !server) return;
  sendSignal(parent.pid, "SIGSTOP");
  run.act(`${run.settings.signal} is sent to the server itself`);
  sendSignal(server.pid, run.settings.signal);
  await run.until(() => zombieStatus(server.pid) !== undefined, run.settings.graceMs);
  const status = zombieStatus(server.pid);
  sendSignal(parent.pid, "SIGCONT");
  if (status === undefined) return;
  run.fact("serverCode", codeOf(status));
  run.fact("startedEnded", await run.until(() => run.subject.isGone, PARENT_MS));
  run.fact("servesOn", isServed(run));
}

/** Who serves by several processes, or starts a new one, is right to go on when one has ended. */
function isServed({ subject, traffic }: Run): boolean {
  return subject.family.listeners().some(({ port }) => port === traffic.address.port);
}

/** As a shell tells it: 128 + the number of the signal that killed it. */
function codeOf(status: number): number {
  const signal = status & 0x7f;
  return signal === 0 ? status >> 8 : 128 + signal;
}

/** From the process that was started down to the one that serves. */
function chainOf(run: Run): readonly ProcessRow[] {
  const { family } = run.subject;
  const server = family.server(run.traffic.address);
  const chain = server ? family.chainTo(server.pid) : [];
  run.fact("chain", chain.map(({ command }) => command));
  return chain;
}

function whatPlatformSees(record: RunRecord, settings: Settings): readonly Finding[] {
  const usual = [...lateExit(record, settings), ...exitCode(record, settings)];
  if (notedWords(record, "chain").length === 0) return [...usual, unseen()];
  return record.facts["serverLivedOn"] === true ? [leftBehind(record)] : usual;
}

function unseen(): Finding {
  return {
    severity: "note",
    code: "SERVER_UNSEEN",
    what: "which process serves could not be seen, so only the started one was judged",
    advice: "Run it on Linux, where the system tells who listens.",
  };
}

/** The started process is gone, and with it whoever was to pass the signal on. */
function leftBehind(record: RunRecord): Finding {
  const { facts } = record;
  const { name, advice } = culpritOf(String(facts["culprit"]), notedWords(record, "chain"));
  if (facts["serverEnded"] === true) {
    const what = `${name} ended before the server that it had started: it did not wait`;
    return fault("NOT_WAITED_FOR", what, advice);
  }
  const what = `${name} ended by the signal and did not pass it on: the server knows nothing of it`;
  return fault("SIGNAL_SWALLOWED", what, advice);
}

function whatServerSaid(record: RunRecord, earlier: readonly RunRecord[]): readonly Finding[] {
  const [first = ""] = notedWords(record, "chain");
  const culprit = culpritOf(first);
  const { serverCode, startedEnded, servesOn } = record.facts;
  if (typeof serverCode !== "number") return [];
  const isSwallowed = earlier.some(({ exit }) => exit?.killed);
  const ended = startedEnded === true ? codeOfStarted(record, culprit, serverCode) : [];
  const isAlone = startedEnded !== true && servesOn !== true;
  return [
    ...(isSwallowed ? [swallowed(culprit)] : []),
    ...(isAlone ? [livesOn(culprit)] : ended),
  ];
}

function swallowed({ name, advice }: Culprit): Finding {
  const what = `${name} took the signal and did nothing; the server itself ends by that signal`;
  return fault("SIGNAL_SWALLOWED", what, advice);
}

function livesOn({ name, advice }: Culprit): Finding {
  const what = `${name} lives on although the server has ended: the platform thinks that it runs`;
  return fault("LAUNCHER_LIVES_ON", what, advice);
}

function codeOfStarted(
  { exit }: RunRecord,
  { name, advice }: Culprit,
  serverCode: number,
): readonly Finding[] {
  const code = exit?.code ?? exit?.signal;
  if (code === undefined || code === serverCode) return [];
  // Killed by the signal that the server was killed by: the same told in another way.
  if (serverCode > 128 && exit?.code === null) return [];
  const what = `the server ended with ${serverCode}, and ${name} with ${code}`;
  return [fault("EXIT_CODE_CHANGED", what, advice)];
}
