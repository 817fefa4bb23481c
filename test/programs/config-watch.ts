// Keeps its budget as a file says, which SIGHUP makes it read again, and as a server says.
import process from "node:process";
import { watch } from "quiesce/config";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

const { CONFIG_FILE = "", CONFIG_URL } = process.env;

// Not awaited: on Deno and Bun a pending await of the module itself keeps the process alive.
void run(async (life) => {
  life.on("config.applied", ({ source, changed, kept }) => {
    const names = [...changed, ...kept.map((name) => `not ${name}`)].join(", ");
    console.log(`${source} applied: ${names}; grace is ${life.graceMs}`);
  });
  life.on("config.refused", ({ source, problem }) => console.log(`${source} refused: ${problem}`));
  const watching = watch(life, CONFIG_FILE, { name: "the file" });
  await watching.reload();
  console.log("ready");
  if (CONFIG_URL === undefined) return;
  keepBusy(life);
  watch(life, longPoll, { name: "the server" });
});

/** Asks a server for one version after the other, as of a configuration centre. */
async function* longPoll({ signal }: { readonly signal: AbortSignal }): AsyncGenerator<unknown> {
  for (let version = 0; !signal.aborted; version += 1) {
    const response = await fetch(`${CONFIG_URL}${version}`, { signal });
    if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
    yield await response.text();
  }
}
