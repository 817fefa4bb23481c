import { shellCallOf } from "../launch/shell-call.ts";
import { type SystemShell, systemShellOf } from "../launch/system-shell.ts";
import { unwrapped } from "../launch/unwrap.ts";
import type { ComposeService } from "../model/compose.ts";
import type { BudgetedImage, Manifests } from "../model/manifests.ts";
import { type Container, isLasting, type Workload } from "../model/workload.ts";
import type { Start as InstructionStart } from "../source/dockerfile.ts";
import { isMissing } from "../source/read-value.ts";
import type { Position } from "../source/spot.ts";

/** What is started somewhere, as words. */
export interface Start {
  readonly at: Position & { readonly path?: string };
  readonly subject: string;
  readonly words: readonly string[];
  /** How many of the words stand elsewhere, and stay. */
  readonly kept: number;
  /** What has to be written there instead: `CMD`, `command`. */
  readonly key: string;
  /** What would be appended to it, and has to go: `args`. */
  readonly dropped: string | undefined;
  /** How `key` is followed by its value. */
  readonly separator: " " | ": ";
  /** Whether it is a line of a Dockerfile for a shell. */
  readonly isLine: boolean;
  /** What was meant as a list, but is none. */
  readonly brokenList: string | undefined;
  readonly sh: SystemShell;
  /** Whether it is to run until it is stopped. */
  readonly isLasting: boolean;
}

/** Everything that is started by the manifests, the containers of one pod side by side. */
export function startsOf({ workloads, services, images }: Manifests): readonly Start[] {
  return [
    ...workloads.flatMap((workload) =>
      workload.containers.flatMap((each) => startOfContainer(each, workload) ?? [])
    ),
    ...services.flatMap((each) => startOfService(each) ?? []),
    ...images.flatMap((each) => startOfImage(each) ?? []),
  ];
}

const YAML = { kept: 0, separator: ": ", isLine: false, brokenList: undefined } as const;

function startOfContainer(container: Container, workload: Workload): Start | undefined {
  const { words, start: at, image, spot } = container;
  if (!words) return undefined;
  const [key, dropped] = keysOf(!isMissing(spot.at("command")), !isMissing(spot.at("args")), [
    "command",
    "args",
  ]);
  const { label: subject } = workload;
  return {
    ...YAML,
    ...{ at, subject, words, key, dropped, sh: systemShellOf(image) },
    isLasting: isLasting(workload),
  };
}

function startOfService(service: ComposeService): Start | undefined {
  const { words, start: at, label: subject, image, spot } = service;
  if (!words) return undefined;
  const isGiven = (name: string): boolean => !isMissing(spot.at(name));
  const [key, dropped] = keysOf(isGiven("entrypoint"), isGiven("command"), [
    "entrypoint",
    "command",
  ]);
  return {
    ...YAML,
    ...{ at, subject, words, key, dropped, sh: systemShellOf(image), isLasting: true },
  };
}

function startOfImage({ words, command, entrypoint, base }: BudgetedImage): Start | undefined {
  const isInEntrypoint = entrypoint && (!command || startsShell(entrypoint));
  const at = isInEntrypoint ? entrypoint : command;
  if (!words || !at) return undefined;
  return {
    at: { ...at, path: at.name },
    subject: "image",
    words,
    kept: isInEntrypoint ? 0 : entrypoint?.words.length ?? 0,
    key: at.name,
    dropped: isInEntrypoint && command ? command.name : undefined,
    separator: " ",
    isLine: at.isShell,
    brokenList: at.isBrokenList ? at.rest : undefined,
    sh: systemShellOf(base),
    isLasting: true,
  };
}

/** Whether an entry point is a shell, and what comes behind it belongs to that shell. */
function startsShell({ words, isShell }: InstructionStart): boolean {
  return isShell || shellCallOf(unwrapped([...words, "command"])) !== undefined;
}

/** Which of the two is to be written, and which would be appended to it. */
function keysOf(
  hasFirst: boolean,
  hasSecond: boolean,
  [first, second]: readonly [string, string],
): readonly [key: string, dropped: string | undefined] {
  if (!hasFirst) return [second, undefined];
  return [first, hasSecond ? second : undefined];
}
