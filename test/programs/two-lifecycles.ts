// Two parts of one process, each with a life of its own, ended by one signal.
import { Lifecycle } from "quiesce";
import { keepBusy } from "./busy.ts";
import { attach } from "./door.ts";

for (const name of ["first", "second"]) {
  const life = new Lifecycle({ graceMs: 5_000 });
  attach(life, { exit: true });
  keepBusy(life);
  life.onClose(name, () => console.log(`closed ${name}`));
  life.ready();
}
console.log("ready");
