import { NO_HTTP2, ownService } from "./own.ts";

ownService(["node_modules/.bin/node"], NO_HTTP2);
