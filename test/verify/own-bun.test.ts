import { NO_HTTP2, ownService } from "./own.ts";

// Bun answers no request that is sent behind another whose handler is asynchronous.
const NO_PIPELINING = { pipelining: /two requests behind each other without a signal/ };

ownService(["node_modules/.bin/bun"], { ...NO_HTTP2, ...NO_PIPELINING });
