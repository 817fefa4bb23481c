import type { Found, Rule } from "../finding.ts";
import { obstacleIn, type Shell } from "../launch/obstacle.ts";
import { execForm } from "../source/dockerfile.ts";
import { DOCKERFILE, TERMINATION } from "./source.ts";
import { type Start, startsOf } from "./start.ts";

/** A shell is to become the service, not to wait for it. */
export const shellInBetween: Rule = {
  id: "shell-in-between",
  level: "error",
  title: "a shell gets the signal instead of the service",
  why:
    "A shell that waits for a program hands no signal on; as the first process of a container it " +
    "does not even end itself. The service hears nothing until it is killed.",
  sources: [`${DOCKERFILE}#shell-and-exec-form`, TERMINATION],
  *find(manifests) {
    for (const start of startsOf(manifests)) {
      const obstacle = obstacleIn(start.words);
      if (obstacle?.kind !== "shell") continue;
      // A job of small tools has nothing to end well.
      if (start.isLasting || RUNTIMES.includes(obstacle.program)) yield foundOf(obstacle, start);
    }
  },
};

const RUNTIMES: readonly string[] = ["node", "deno", "bun"];

function foundOf(shell: Shell, start: Start): Found {
  const { name, script, hasBackground } = shell;
  const shown = script.length > 60 ? `${script.slice(0, 59)}…` : script;
  const state = hasBackground
    ? "leaves programs in the background, which get no signal"
    : "stays between the signal and what it starts";
  return {
    at: start.at,
    subject: start.subject,
    what: `${name} -c ${JSON.stringify(shown)} ${state}`,
    // What is to end by itself loses less.
    level: start.isLasting ? "error" : "warning",
    fix: fixOf(shell, start),
  };
}

function fixOf({ name, script, better }: Shell, { where }: Start): string {
  const direct = execForm(script);
  if (where === "dockerfile" && direct !== undefined) return `CMD ${direct}`;
  if (better === undefined) return `start the service by "exec" as the last of the script`;
  const list = `[${[name, "-c", better].map((word) => JSON.stringify(word)).join(", ")}]`;
  return where === "dockerfile" ? `CMD ${list}` : `command: ${direct ?? list}`;
}
