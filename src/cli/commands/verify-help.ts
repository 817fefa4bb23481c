import { SCENARIOS, settingsOf } from "../../verify/mod.ts";
import { wrap } from "../text/wrap.ts";

const GROUPS = {
  requests: "Requests",
  connections: "Connections",
  signals: "Signals",
  process: "The process",
  dependencies: "What it depends on",
} as const;

/** How a first use is told, below the options. */
export const VERIFY_EXAMPLES = `
First use:
  $ quiesce verify -- node server.js

  The service is started on a free port, which it learns by PORT or by {port} in
  its command. Its routes are looked for; what is not found can be named:

  $ quiesce verify --route slow=/report --route ready=/healthz -- node server.js
  $ quiesce verify --html shutdown.html -- npm start
  $ quiesce verify --print-plan -- node server.js > plan.yaml
  $ quiesce verify --plan plan.yaml --strict --json > result.json

Kinds of routes:
  fast      answers at once                slow    takes a while: 0.3 s and more
  stream    a body that takes a while      events  text/event-stream without an end
  socket    opens a WebSocket              upload  reads a whole body, then answers
  hang      never answers                  crash   makes the process fail
  ready     2xx, or 503 when it is to get no traffic
  query     asks the dependency, and answers after it
`;

/** The scenarios by their groups, each in a line. */
export function scenariosByGroup(width: number): string {
  const inGroup = Object.entries(GROUPS).map(([group, title]) => {
    const lines = SCENARIOS.filter((each) => each.group === group)
      .map(({ id, title }) => wrap(`    ${id.padEnd(21)} ${title}`, width, " ".repeat(26)));
    return [`  ${title}`, ...lines].join("\n");
  });
  return ["Scenarios:", ...inGroup].join("\n");
}

/** The scenarios with what each promises and needs, for `--list`. */
export function scenarioList(width: number): string {
  return listed().map(({ id, title, promise, needs }) => {
    const lines = [`${id}: ${title}`, wrap(`  ${promise}`, width, "  ")];
    return [...lines, ...(needs ? [wrap(`  Not judged while ${needs}`, width, "    ")] : [])].join(
      "\n",
    );
  }).join("\n\n");
}

/** One scenario as it is listed. */
export interface ListedScenario {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly promise: string;
  /** What it needs that not every service has. */
  readonly needs?: string;
}

/** The scenarios as data. */
export function listed(): readonly ListedScenario[] {
  const nothing = settingsOf({ command: ["none"] });
  return SCENARIOS.map(({ id, group, title, promise, needs }) => {
    const missing = needs(nothing);
    return { id, group, title, promise, ...(missing !== undefined && { needs: missing }) };
  });
}
