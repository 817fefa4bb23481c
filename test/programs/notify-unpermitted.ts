// Has neighbours who would talk to it, and may not so much as look for them.
import { Lifecycle } from "quiesce";
import { notify, sendReady, stopOn } from "quiesce/systemd";

const life = new Lifecycle();
const systemd = notify(life);
sendReady(life);
stopOn(life, { message: "shutdown", disconnect: true, stdin: true, parent: true });
life.ready();
const { exitCode } = await life.shutdown();
console.log(`active ${systemd.isActive}, exit code ${exitCode}`);
