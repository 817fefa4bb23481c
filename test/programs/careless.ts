// How it should not be done: follows the contract of the service, and drops all that is in flight.
import { createServer } from "node:http";
import process from "node:process";

const server = createServer((_, response) => void setTimeout(() => response.end("ok"), 20));

process.on("SIGTERM", () => {
  console.log(`cleanup:db t=${Date.now()}`);
  process.exit(0);
});
console.log("starting");
server.listen(Number(process.env["PORT"]), () => console.log("listening"));
