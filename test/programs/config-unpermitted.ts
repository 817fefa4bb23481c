// Watches a file that it may not read.
import { argv } from "node:process";
import { Lifecycle } from "quiesce";
import { watch } from "quiesce/config";

const life = new Lifecycle();
life.on("config.refused", ({ problem }) => console.log(problem));
await watch(life, argv[2] ?? "", { name: "the file" }).reload();
await life.shutdown("it has been told");
console.log("over");
