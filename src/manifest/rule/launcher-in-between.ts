import type { Found, Rule } from "../finding.ts";
import { type Launcher, obstacleIn } from "../launch/obstacle.ts";
import { startsOf } from "./start.ts";
import { NODE_IMAGE } from "./source.ts";

/** The service is to be started itself, not by a package manager. */
export const launcherInBetween: Rule = {
  id: "launcher-in-between",
  level: "error",
  title: "a package manager or a watcher gets the signal instead of the service",
  why:
    "The signal goes to the first process of the container. When that is a launcher which ends " +
    "first, the container is over and the service is killed with its requests.",
  sources: [NODE_IMAGE],
  *find(manifests) {
    for (const start of startsOf(manifests)) {
      const obstacle = obstacleIn(start.words);
      if (obstacle?.kind === "launcher") yield foundOf(obstacle, start);
    }
  },
};

function foundOf({ name, effect, isSure }: Launcher, start: Pick<Found, "at" | "subject">): Found {
  return {
    at: start.at,
    subject: start.subject,
    what: `"${name}" ${effect}`,
    level: isSure ? "error" : "warning",
    fix: 'start what the script starts: ["node", "server.js"]',
  };
}
