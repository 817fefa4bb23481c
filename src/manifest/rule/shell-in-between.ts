import type { Found, Rule } from "../finding.ts";
import { execWords, listOf } from "../launch/exec-words.ts";
import { isRuntime, obstacleIn, type Shell } from "../launch/obstacle.ts";
import { DOCKERFILE, TERMINATION } from "./source.ts";
import { type Start, startsOf } from "./start.ts";

/** A shell is to become the service, not to wait for it. */
export const shellInBetween: Rule = {
  id: "shell-in-between",
  level: "error",
  otherwise: {
    level: "warning",
    when: "the work ends by itself, or whether the shell stays depends on the image",
  },
  title: "a shell gets the signal instead of the service",
  why:
    "A shell that waits for a program hands no signal on; as the first process of a container it " +
    "does not even end itself. The service hears nothing until it is killed.",
  sources: [`${DOCKERFILE}#shell-and-exec-form`, TERMINATION],
  *find(manifests) {
    for (const start of startsOf(manifests)) {
      if (start.brokenList !== undefined) yield brokenList(start.brokenList, start);
      const obstacle = start.brokenList === undefined && obstacleIn(start.words, start.sh);
      if (!obstacle || obstacle.kind !== "shell") continue;
      // A job of small tools has nothing to end well.
      if (start.isLasting || isRuntime(obstacle.program)) yield foundOf(obstacle, start);
    }
  },
};

function brokenList(list: string, { at, subject, key }: Start): Found {
  return {
    at,
    subject,
    what:
      `${key} ${shortened(list)} is no list, since its words are not in double quotes as JSON ` +
      "asks for: a shell is given it as a line",
    fix: `${key} ${list.replaceAll("'", '"')}`,
  };
}

function foundOf(shell: Shell, start: Start): Found {
  const { name, script, hasBackground, isSure } = shell;
  const may = isSure ? "stays" : "may stay";
  const state = hasBackground
    ? "leaves programs in the background, which get no signal"
    : `${may} between the signal and what it starts${isSure ? "" : `: ${DEPENDS}`}`;
  return {
    at: start.at,
    subject: start.subject,
    what: `${name} -c ${JSON.stringify(shortened(script))} ${state}`,
    // What is to end by itself loses less.
    level: start.isLasting && isSure ? "error" : "warning",
    fix: fixOf(shell, start),
  };
}

const DEPENDS = "dash does, newer ones of Bash and BusyBox become the program";

function shortened(script: string): string {
  return script.length > 60 ? `${script.slice(0, 59)}…` : script;
}

function fixOf(shell: Shell, start: Start): string {
  const { key, separator, dropped } = start;
  const value = betterOf(shell, start);
  if (value === undefined) return 'start the service by "exec" as the last of the script';
  const without = dropped === undefined ? "" : `\n# and no ${dropped}`;
  return key + separator + value + without;
}

function betterOf(
  { script, before, wrappers, better }: Shell,
  { kept, isLine }: Start,
): string | undefined {
  if (!before) return undefined;
  const direct = execWords(script);
  if (direct) return listOf([...wrappers, ...direct].slice(kept));
  if (better === undefined || isLine) return better;
  return listOf([...before, better].slice(kept));
}
