// Takes something of each door of operating, and ends by itself.
import { Lifecycle } from "quiesce";
import { suggestTimeouts, watch } from "quiesce/config";
import { describe, warnOfOuterLimit } from "quiesce/kubernetes";
import { auditLog } from "quiesce/observe";
import { auditRecordSchema } from "quiesce/observe/schema";
import { instrument } from "quiesce/otel";
import { exporter } from "quiesce/prometheus";
import { notify, stopOn } from "quiesce/systemd";
import { liveView } from "quiesce/terminal";
import { serveProbes } from "./door.ts";

const life = new Lifecycle({ identity: { service: "orders" }, graceMs: 5_000 });
const lines: string[] = [];
notify(life);
stopOn(life, { parent: true });
instrument(life);
liveView(life);
auditLog(life, { write: (line) => void lines.push(line) });
const metrics = exporter(life);
const watching = watch(life, () => ({ graceMs: "4s" }));
await watching.reload();
warnOfOuterLimit(life, { outerGraceMs: 1_000, warn: (line) => console.log(line.slice(0, 35)) });
life.ready();

const port = await serveProbes(life, { port: 0, hostname: "127.0.0.1", also: metrics.handler });
const ask = async (path: string): Promise<Response> => await fetch(new URL(path, port.url));
const [ready, scrape] = [await ask("/readyz"), await ask("/metrics")];
console.log(`ready ${ready.status}, metrics ${/^quiesce_state/m.test(await scrape.text())}`);
await ready.text();
console.log(`grace ${describe(life).graceMs}`);

const report = await life.shutdown("the example is over");
await life.lastWork();
const last = auditRecordSchema.parse(JSON.parse(lines.at(-1) ?? ""));
console.log(`${last.event} ${last.identity.service}`);
console.log(`suggested ${suggestTimeouts([report]).hooks.length}`);
