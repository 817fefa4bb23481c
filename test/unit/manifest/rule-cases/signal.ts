import { compose, deployment, image, job } from "./manifest.ts";
import type { RuleCases } from "./rule-case.ts";

export const SIGNAL_CASES: RuleCases = {
  "launcher-in-between": {
    "npm in a pod": {
      text: deployment({ container: "command: [npm, start] # !launcher-in-between" }),
      what: /"npm start" ends at the signal and leaves the service behind/,
    },
    "npm as arguments of the image": {
      text: deployment({ container: "args: [npm, run, start:prod] # !launcher-in-between" }),
      what: /"npm run start:prod" ends/,
    },
    "npm behind an init": {
      text: compose("command: tini -g -- npm start # !launcher-in-between\nstop_grace_period: 30s"),
      what: /"npm start" ends/,
    },
    "npm in a script, though by exec": {
      text: deployment({
        container: 'command: [sh, -c, "migrate && exec npm start"] # !launcher-in-between',
      }),
      what: /"npm start" ends/,
    },
    "npm as a line of a Dockerfile": {
      file: "Dockerfile",
      text: image("# !launcher-in-between\nCMD npm start"),
      what: /"npm start" ends/,
    },
    "the scripts of Node": {
      text: deployment({ container: "command: [node, --run, start] # !launcher-in-between" }),
      what: /"node --run start" ends/,
    },
    "the watcher of Deno": {
      text: deployment({ container: "command: [deno, run, --watch, a.ts] # !launcher-in-between" }),
      what: /stays alive itself/,
    },
    "yarn, of which it depends": {
      text: deployment({ container: "command: [yarn, start] # !launcher-in-between" }),
      what: /"yarn start" hands the signal on in some versions only/,
      level: "warning",
    },
    "a watcher": {
      text: compose("command: nodemon server.js # !launcher-in-between\nstop_grace_period: 30s"),
      what: /"nodemon server.js" starts the service again/,
      level: "warning",
    },
    "the script of a job": {
      text: job("Job", "backoffLimit: 2", "restartPolicy: Never").replace(
        "image: job }]",
        "image: job, command: [npm, run, report] }] # !launcher-in-between",
      ),
      what: /"npm run report" ends/,
      level: "warning",
    },
  },
  "shell-in-between": {
    "a script of one program": {
      text: deployment({ container: "command: [sh, -c, node server.js] # !shell-in-between" })
        .replace("image: orders", "image: node:24"),
      what: /sh -c "node server.js" stays between/,
      fix: /^command: \["node", "server.js"\]$/,
    },
    "a script of a sidecar": {
      text: deployment({
        pod:
          "initContainers:\n  - name: log\n    image: log\n    restartPolicy: Always\n    command: [sh, -c, node log.js] # !shell-in-between",
      }),
      what: /may stay between .+: dash does/,
      level: "warning",
    },
    "a script of two": {
      text: deployment({
        container: 'command: [sh, -ec, "migrate && node $APP"] # !shell-in-between',
      }),
      what: /may stay between/,
      level: "warning",
      fix: /^command: \["sh", "-ec", "migrate && exec node \$APP"\]$/,
    },
    "programs in the background": {
      text: compose(
        'entrypoint: [sh, -c, "a & b & wait"] # !shell-in-between\nstop_grace_period: 30s',
      ),
      what: /leaves programs in the background/,
      fix: /by "exec" as the last/,
    },
    "a line of a Dockerfile": {
      file: "Dockerfile",
      text: image("# !shell-in-between\nCMD node server.js"),
      what: /sh -c "node server.js"/,
      fix: /^CMD \["node", "server.js"\]$/,
    },
    "a line that only a shell understands": {
      file: "Dockerfile",
      text: image("# !shell-in-between\nENTRYPOINT node $APP"),
      what: /sh -c "node \$APP"/,
      fix: /^ENTRYPOINT exec node \$APP$/,
    },
    "a line of Alpine": {
      file: "Dockerfile",
      text: "FROM node:24-alpine\n# !shell-in-between\nCMD node server.js\n",
      what: /may stay between .+ BusyBox become the program$/,
      level: "warning",
      fix: /^CMD \["node", "server.js"\]$/,
    },
    "a line as the entry point": {
      file: "Dockerfile",
      text: image('# !shell-in-between\nENTRYPOINT node server.js\nCMD ["ignored"]'),
      what: /stays between/,
      fix: /^ENTRYPOINT \["node", "server.js"\]\n# and no CMD$/,
    },
    "a shell as the entry point": {
      file: "Dockerfile",
      text: image(
        '# !shell-in-between\nENTRYPOINT ["tini", "--", "sh", "-c"]\nCMD ["node server.js"]',
      ),
      what: /stays between/,
      fix: /^ENTRYPOINT \["tini", "--", "node", "server.js"\]\n# and no CMD$/,
    },
    "a line behind an init": {
      file: "Dockerfile",
      text: image('ENTRYPOINT ["tini", "--"]\n# !shell-in-between\nCMD node $APP'),
      what: /stays between/,
      fix: /^CMD exec node \$APP$/,
    },
    "a shell behind an init": {
      file: "Dockerfile",
      text: image('ENTRYPOINT ["tini", "--"]\n# !shell-in-between\nCMD ["sh", "-c", "node a.js"]'),
      what: /stays between/,
      fix: /^CMD \["node", "a.js"\]$/,
    },
    "a shell with its options behind an init": {
      file: "Dockerfile",
      text: image('ENTRYPOINT ["tini", "--"]\n# !shell-in-between\nCMD ["sh", "-ec", "node $APP"]'),
      what: /stays between/,
      fix: /^CMD \["sh", "-ec", "exec node \$APP"\]$/,
    },
    "a list in single quotes": {
      file: "Dockerfile",
      text: image("# !shell-in-between\nCMD ['node', 'server.js']"),
      what: /^CMD \['node', 'server.js'\] is no list, since its words are not in double quotes/,
      fix: /^CMD \["node", "server.js"\]$/,
    },
    "a script as arguments of a shell": {
      text: deployment({
        container: "command: [sh, -c] # !shell-in-between\nargs: [node server.js]",
      }),
      what: /may stay/,
      level: "warning",
      fix: /^command: \["node", "server.js"\]\n# and no args$/,
    },
    "a shell as arguments of the image": {
      text: deployment({ container: "args: [sh, -c, node server.js] # !shell-in-between" }),
      what: /may stay/,
      level: "warning",
      fix: /^args: \["node", "server.js"\]$/,
    },
    "a script within a script": {
      text: deployment({
        container: "command: [sh, -c, migrate && exec sh -c 'node a.js'] # !shell-in-between",
      }),
      what: /"node a.js" may stay/,
      level: "warning",
      fix: /by "exec" as the last/,
    },
    "a shell of compose": {
      text: compose(
        "stop_grace_period: 30s\nentrypoint: [sh, -c]\ncommand: [node $$APP] # !shell-in-between",
      ),
      what: /may stay/,
      level: "warning",
      fix: /^entrypoint: \["sh", "-c", "exec node \$\$APP"\]\n# and no command$/,
    },
    "a program beside another": {
      text: deployment({
        container: 'command: [sh, -c, "node a.js & exec node b.js"] # !shell-in-between',
      }),
      what: /leaves programs in the background/,
    },
    "a script in a job, of an image where the shell stays": {
      text: job("Job", "backoffLimit: 2", "restartPolicy: Never").replace(
        "image: job }]",
        'image: "node:24", command: [sh, -c, node a.js] }] # !shell-in-between',
      ),
      what: /"node a.js" stays between/,
      level: "warning",
    },
    "a script in a job, which ends by itself": {
      text: job("Job", "backoffLimit: 2", "restartPolicy: Never").replace(
        "image: job",
        "image: job, command: [sh, -c, node a.js]",
      ).replace(/(command: .*)$/m, "$1 # !shell-in-between"),
      what: /may stay between/,
      level: "warning",
    },
  },
  "stop-signal-unheard": {
    "one that means something else": {
      file: "Dockerfile",
      text: image('# !stop-signal-unheard\nSTOPSIGNAL SIGQUIT\nCMD ["node", "server.js"]'),
      what: /^SIGQUIT makes the service dump$/,
    },
    "one that nobody listens to": {
      text: compose("stop_signal: SIGUSR2 # !stop-signal-unheard\nstop_grace_period: 30s"),
      what: /^SIGUSR2 is not listened to by the service$/,
    },
    "one that nobody can hear, by its number": {
      text: compose('stop_signal: "9" # !stop-signal-unheard'),
      budget: false,
      what: /^SIGKILL cannot be heard/,
    },
    "one of a container": {
      text: deployment({ container: "lifecycle: { stopSignal: SIGUSR1 } # !stop-signal-unheard" }),
      what: /^SIGUSR1 is not listened to/,
    },
  },
  "prestop-signals": {
    "a hook that kills": {
      text: deployment({
        container:
          "lifecycle: { preStop: { exec: { command: [kill, -TERM, '1'] } } } # !prestop-signals",
      }),
      what: /preStop of container "orders" runs "kill -TERM 1"/,
    },
    "a service that is known by what it starts": {
      text: deployment({
        container:
          "command: [tini, --, bash, -c, exec /usr/bin/node a.js]\nlifecycle: { preStop: { exec: { command: [kill, '1'] } } } # !prestop-signals",
      }),
      budget: false,
      what: /runs "kill 1"/,
    },
    "a service that is known by its image": {
      text: deployment({
        container: "lifecycle: { preStop: { exec: { command: [kill, '1'] } } } # !prestop-signals",
      }).replace("image: orders", "image: docker.io/oven/bun:1"),
      budget: false,
      what: /runs "kill 1"/,
    },
    "a service that is called by its name": {
      text: deployment({
        container:
          "lifecycle: { preStop: { exec: { command: [killall, node] } } } # !prestop-signals",
      }),
      budget: false,
      what: /runs "killall node"/,
    },
    "a script that waits and kills": {
      text: deployment({
        pod: "terminationGracePeriodSeconds: 60",
        container:
          'lifecycle: { preStop: { exec: { command: [sh, -c, "sleep 5; pkill node"] } } } # !prestop-signals',
      }),
      what: /runs "pkill node"/,
    },
  },
  "children-without-init": {
    "a browser in a pod": {
      text: deployment({ container: "" }).replace(
        "image: orders",
        "image: ghcr.io/puppeteer/puppeteer:24 # !children-without-init",
      ),
      what: /brings a browser/,
    },
    "a browser in compose": {
      text: "services:\n  pdf:\n    image: browserless/chrome # !children-without-init\n",
      budget: false,
      what: /brings a browser/,
      fix: /^init: true$/,
    },
    "a browser that an image installs": {
      file: "Dockerfile",
      text: image(
        '# !children-without-init\nRUN apt-get install -y chromium\nCMD ["node", "a.js"]',
      ),
      what: /a browser is installed/,
    },
  },
};
