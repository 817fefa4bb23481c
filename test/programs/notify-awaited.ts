// Ends by itself, and waits until systemd has been told, which nothing else keeps it alive for.
import { Lifecycle } from "quiesce";
import { notify } from "quiesce/systemd";

const life = new Lifecycle();
const systemd = notify(life);
life.ready();
await life.shutdown("the work is done");
await systemd.sent();
console.log("told");
