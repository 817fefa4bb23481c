import { compose, image, job } from "../rule-cases/manifest.ts";
import type { NearMisses } from "./near-miss.ts";

export const SIGNAL_NEAR_MISSES: NearMisses = {
  "launcher-in-between": {
    "a tool that a job fetches": {
      text: job("Job", "backoffLimit: 2", "restartPolicy: Never").replace(
        "image: job }]",
        "image: job, command: [npx, prisma, migrate, deploy] }]",
      ),
    },
    "what only tells its version": {
      text: compose("command: npm --version\nstop_grace_period: 30s"),
    },
  },
  "shell-in-between": {
    "a list in brackets": {
      file: "Dockerfile",
      text: image('CMD [ "node", "server.js" ]'),
    },
    "a test before an exec": {
      file: "Dockerfile",
      text: image('CMD [ "$MODE" = web ] && exec node web.js; exec node worker.js'),
    },
    "an entry point that hands on": {
      file: "Dockerfile",
      text: image('ENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["node", "a.js"]'),
    },
  },
};
