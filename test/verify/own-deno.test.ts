import { ownService } from "./own.ts";

ownService(["node_modules/.bin/deno", "run", "--allow-all"], {});
