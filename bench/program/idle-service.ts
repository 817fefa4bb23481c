// A service that nobody calls. It ends on SIGTERM: by process.exit() (bare), or by quiesce.
import process from "node:process";
import { serveBare } from "./bare-server.ts";
import { run, serve } from "./doors.ts";

const [variant] = process.argv.slice(2);
const handle = (): Response => new Response("ok");

if (variant === "bare") {
  process.on("SIGTERM", () => process.exit(0));
  await serveBare(handle);
  console.log("listening");
} else {
  await run(async (life) => {
    await serve(life, handle, { port: 0, hostname: "127.0.0.1" });
    console.log("listening");
  }, { report: () => {} });
}
