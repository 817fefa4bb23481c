import { badOption } from "../../src/check/mod.ts";
import { type Lifecycle, type Release, release, StopReason } from "../../src/core/mod.ts";
import { onDisconnect, onMessage } from "./ipc.ts";
import { onParentGone } from "./parent.ts";
import { onInputClosed } from "./standard-input.ts";

/** Which of its neighbours may end a life. All are off unless asked for. */
export interface StopSources {
  /**
   * A message over IPC: the text that means stop, such as `shutdown` of PM2, or a function that
   * knows such a message.
   */
  readonly message?: string | ((message: unknown) => boolean);
  /** Whether the end of the IPC channel means stop: its other side has closed it, or is gone. */
  readonly disconnect?: boolean;
  /**
   * Whether the end of standard input means stop, if that is a pipe or a socket. What comes on it is
   * thrown away unless the program reads it.
   */
  readonly stdin?: boolean;
  /** Whether the death of the parent process means stop. It is looked for every second. */
  readonly parent?: boolean;
}

/** Calls its argument with a sentence when it is time to stop, until released. */
type Source = (stop: (message: string) => void) => Release;

const ACTION = "stop on what others say";
const SWITCHES = { disconnect: onDisconnect, stdin: onInputClosed, parent: onParentGone };

/**
 * Shuts `life` down when another process says so: by a message or the end of an IPC channel, by the
 * end of standard input, or by its death. The reason is of the kind `peer` and names the source.
 *
 * None of them keeps the process alive. **Again**: what comes during a shutdown joins it and hurries
 * nothing. **Late**: released by itself once the life has stopped. A source that there is not, such
 * as an IPC channel, is passed over. **Runtimes**: on Deno, do not read standard input besides; and
 * a channel that breaks, since the parent died with a message unread, says nothing: add `parent`. On
 * Bun, `process.channel` is unreferenced when nobody listened to it before.
 *
 * @throws {QuiesceError} `BAD_OPTION` when a source is not what its type asks for
 *
 * @example End when PM2 or the parent says so
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { stopOn } from "quiesce/systemd";
 *
 * const life = new Lifecycle();
 * const release = stopOn(life, { message: "shutdown", disconnect: true });
 * life.ready();
 * console.assert(life.state === "ready");
 * release();
 * ```
 */
export function stopOn(life: Lifecycle, sources: StopSources): Release {
  const wanted = sourcesOf(sources);
  const stop = (message: string): void => {
    void life.shutdown(new StopReason(message, { kind: "peer" }));
  };
  const undos = wanted.map((source) => source(stop));
  const undo = release(() => undos.forEach((each) => each()));
  undos.push(life.on("stopped", undo));
  return undo;
}

function sourcesOf({ message, ...switches }: StopSources): readonly Source[] {
  const wanted: Source[] = message === undefined ? [] : [messages(message)];
  for (const [name, source] of Object.entries(SWITCHES)) {
    const given: unknown = switches[name as keyof typeof SWITCHES];
    if (given === true) wanted.push(source);
    else if (given !== undefined && given !== false) {
      throw badOption(ACTION, name, "true or false", given);
    }
  }
  return wanted;
}

function messages(wanted: unknown): Source {
  if (typeof wanted === "string" && wanted !== "") {
    return (stop) => onMessage((message) => message === wanted, stop);
  }
  if (typeof wanted !== "function") {
    throw badOption(ACTION, "message", "a text or a function", wanted);
  }
  return (stop) => onMessage((message) => wanted(message) === true, stop);
}
