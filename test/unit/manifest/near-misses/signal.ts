import { compose, deployment, image, job } from "../rule-cases/manifest.ts";
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
    "npm before the pod is there": {
      text: deployment({
        pod: "initContainers: [{ name: migrate, image: orders, command: [npm, run, migrate] }]",
      }),
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
  "stop-signal-unheard": {
    "a number of one that is heard": {
      text: compose("stop_signal: 15\nstop_grace_period: 30s"),
    },
    "one that the build decides": {
      file: "Dockerfile",
      text: image('ARG SIGNAL=SIGKILL\nSTOPSIGNAL ${SIGNAL}\nCMD ["node", "a.js"]'),
    },
  },
  "prestop-signals": {
    "a look whether somebody is there": {
      text: deployment({
        container: "lifecycle: { preStop: { exec: { command: [kill, '-0', '1'] } } }",
      }),
    },
    "what another program means by it": {
      text: deployment({
        container: "lifecycle: { preStop: { exec: { command: [sh, -c, sleep 5; kill -QUIT 1] } } }",
      }).replace("image: orders", "image: php:8-fpm"),
      budget: false,
    },
  },
  "children-without-init": {
    "a pod that shares its processes": {
      text: deployment({ pod: "shareProcessNamespace: true" })
        .replace("image: orders", "image: puppeteer"),
    },
    "a browser that is not fetched": {
      file: "Dockerfile",
      text: image('RUN PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci\nCMD ["node", "a.js"]'),
    },
    "an image that brings its own init": {
      text: "services:\n  grid:\n    image: selenium/standalone-chromium:4\n",
      budget: false,
    },
    "an init that su-exec leads to": {
      file: "Dockerfile",
      text: image(
        'RUN apk add chromium tini\nENTRYPOINT ["tini", "--"]\nCMD ["su-exec", "node", "node", "a.js"]',
      ),
    },
  },
};
