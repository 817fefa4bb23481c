import type { Found, Rule } from "../finding.ts";
import type { Launcher } from "../launch/launcher.ts";
import { obstacleIn } from "../launch/obstacle.ts";
import { type Start, startsOf } from "./start.ts";
import { NODE_IMAGE } from "./source.ts";

/** The service is to be started itself, not by a package manager. */
export const launcherInBetween: Rule = {
  id: "launcher-in-between",
  level: "error",
  otherwise: {
    level: "warning",
    when: "the work ends by itself, or whether the launcher hands the signal on is not sure",
  },
  title: "a package manager or a watcher gets the signal instead of the service",
  why:
    "The signal goes to the first process of the container. When that is a launcher which ends " +
    "first, the container is over and the service is killed with its requests.",
  sources: [NODE_IMAGE],
  *find(manifests) {
    for (const start of startsOf(manifests)) {
      const obstacle = obstacleIn(start.words, start.sh);
      if (obstacle?.kind !== "launcher" || isSmallTool(obstacle, start)) continue;
      yield foundOf(obstacle, start);
    }
  },
};

/** A job that npx fetches a tool for has nothing to end well. */
function isSmallTool({ program, target }: Launcher, { isLasting }: Start): boolean {
  return !isLasting && program === "npx" && !/^(tsx|ts-node|node|deno|bun)$/.test(target);
}

function foundOf({ name, effect, isSure }: Launcher, start: Start): Found {
  return {
    at: start.at,
    subject: start.subject,
    what: `"${name}" ${effect}`,
    // What is to end by itself loses less.
    level: isSure && start.isLasting ? "error" : "warning",
    fix: 'start what the script starts: ["node", "server.js"]',
  };
}
