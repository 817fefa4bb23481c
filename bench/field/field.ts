// Who is compared, and what each offers. `services/` shows how each is used.
import type { RuntimeName } from "../runtime.ts";

/** What a library may do for its user in a shutdown. */
export const FEATURES = {
  "signals": "listens to SIGTERM and SIGINT",
  "deadline": "ends what does not end by itself, after a time",
  "cleanup": "calls the cleanup of the service when requests have ended",
  "readiness": "says that it is not ready as soon as the stop has begun",
  "delay": "serves on for a time before it stops",
  "WebSockets": "closes WebSockets",
  "second signal": "hurries or ends at once on a second signal",
  "crash": "ends in order when an error was not caught",
  "exit": "ends the process, with a code that it chooses",
} as const;

export type Feature = keyof typeof FEATURES;

/** One way to end a service, as it is compared. */
export interface Candidate {
  readonly name: string;
  /** The file in `services/` for each runtime that it is compared on. */
  readonly services: Readonly<Partial<Record<RuntimeName, string>>>;
  /** What is used of npm, besides the runtime. */
  readonly packages: readonly string[];
  /** Where its use is documented. */
  readonly documentation: string;
  /** What it offers by its documentation. All else is left to the user. */
  readonly offers: readonly Feature[];
  /** Whether its service has a route for WebSockets. Default: true. */
  readonly hasWebSockets?: boolean;
}

/** The runtime of all that runs on Node only: the one that has long-term support. */
const NODE: RuntimeName = "node24";

const ALL: readonly Feature[] = Object.keys(FEATURES) as Feature[];

export const FIELD: readonly Candidate[] = [
  {
    name: "server.close()",
    services: { [NODE]: "bare-node" },
    packages: [],
    documentation: "https://nodejs.org/api/http.html#serverclosecallback",
    offers: ["deadline"],
  },
  {
    name: "@godaddy/terminus",
    services: { [NODE]: "terminus" },
    packages: ["@godaddy/terminus"],
    documentation: "https://github.com/godaddy/terminus#readme",
    offers: ["signals", "deadline", "cleanup", "readiness", "delay", "exit"],
  },
  {
    name: "lightship",
    services: { [NODE]: "lightship" },
    packages: ["lightship"],
    documentation: "https://github.com/gajus/lightship#readme",
    offers: ["signals", "deadline", "cleanup", "readiness", "delay", "exit"],
  },
  {
    name: "http-terminator",
    services: { [NODE]: "http-terminator" },
    packages: ["http-terminator"],
    documentation: "https://github.com/gajus/http-terminator#readme",
    offers: ["deadline"],
  },
  {
    name: "stoppable",
    services: { [NODE]: "stoppable" },
    packages: ["stoppable"],
    documentation: "https://github.com/hunterloftis/stoppable#readme",
    offers: ["deadline"],
  },
  {
    name: "http-graceful-shutdown",
    services: { [NODE]: "http-graceful-shutdown" },
    packages: ["http-graceful-shutdown"],
    documentation: "https://github.com/sebhildebrandt/http-graceful-shutdown#readme",
    offers: ["signals", "deadline", "cleanup", "delay", "second signal", "exit"],
  },
  {
    name: "close-with-grace",
    services: { [NODE]: "close-with-grace" },
    packages: ["close-with-grace"],
    documentation: "https://github.com/mcollina/close-with-grace#readme",
    offers: ["signals", "deadline", "cleanup", "second signal", "crash", "exit"],
  },
  {
    name: "fastify",
    services: { [NODE]: "fastify" },
    packages: ["fastify", "@fastify/websocket", "close-with-grace"],
    documentation: "https://fastify.dev/docs/latest/Reference/Server/#close",
    offers: [
      "signals",
      "deadline",
      "cleanup",
      "readiness",
      "WebSockets",
      "second signal",
      "crash",
      "exit",
    ],
  },
  {
    name: "srvx",
    services: { [NODE]: "srvx", deno: "srvx", bun: "srvx" },
    packages: ["srvx"],
    documentation: "https://srvx.h3.dev/guide/options",
    offers: ["signals", "deadline"],
    hasWebSockets: false,
  },
  {
    name: "@hono/node-server",
    services: { [NODE]: "hono-node-server" },
    packages: ["@hono/node-server", "hono"],
    documentation: "https://hono.dev/docs/getting-started/nodejs",
    offers: [],
  },
  {
    name: "effect",
    services: { [NODE]: "effect" },
    packages: ["effect", "@effect/platform-node"],
    documentation: "https://github.com/Effect-TS/effect/tree/main/packages/platform-node",
    offers: ["signals", "deadline", "cleanup", "exit"],
  },
  {
    name: "Deno.serve",
    services: { deno: "bare-deno" },
    packages: [],
    documentation: "https://docs.deno.com/examples/http_server_graceful_shutdown/",
    offers: ["deadline", "WebSockets"],
  },
  {
    name: "Bun.serve",
    services: { bun: "bare-bun" },
    packages: [],
    documentation: "https://bun.com/docs/runtime/http/server#server-lifecycle",
    offers: ["deadline"],
  },
  {
    name: "quiesce",
    services: {
      node22: "quiesce-node",
      node24: "quiesce-node",
      node26: "quiesce-node",
      deno: "quiesce-deno",
      bun: "quiesce-bun",
    },
    packages: ["hono", "@hono/node-server"],
    documentation: "../README.md",
    offers: ALL,
  },
  {
    name: "quiesce, httpServer",
    services: { [NODE]: "quiesce-http" },
    packages: [],
    documentation: "../README.md",
    offers: ALL,
  },
];
