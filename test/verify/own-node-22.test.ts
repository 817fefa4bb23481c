import { NO_HTTP2, ownService } from "./own.ts";

ownService(["node_modules/node-22/bin/node"], NO_HTTP2);
