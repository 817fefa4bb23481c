// What the driver asks of every server it loads: to say its port, to say what CPU time it has
// used, and to end when the driver is gone.
import process from "node:process";

/** Says where the server listens, and answers from now on. */
export function obey(port: number): void {
  console.log(JSON.stringify({ port }));
  process.stdin.on("data", () => {
    const { user, system } = process.cpuUsage();
    console.log(JSON.stringify({ cpuUs: user + system }));
  });
  process.stdin.on("end", () => process.exit(0));
}
