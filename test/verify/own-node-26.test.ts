import { NO_HTTP2, ownService } from "./own.ts";

ownService(["node_modules/node-26/bin/node"], NO_HTTP2);
