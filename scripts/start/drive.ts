import { setTimeout as delay } from "node:timers/promises";
import { type Errand, eventStream, slowRequest, stream, upload } from "./errand.ts";
import { freePort } from "./free-port.ts";
import { startLoad } from "./load.ts";
import { closingOrder, type Observation } from "./observation.ts";
import { pooledClient } from "./pooled-client.ts";
import { type Runtime, titleWithVersion } from "./runtime.ts";
import { grouped, type Screen, seconds } from "./screen.ts";
import { type Exit, ServiceProcess } from "./service-process.ts";
import { Tally } from "./tally.ts";
import { webSocket } from "./web-socket.ts";

/** The service's whole budget, from the signal to its exit. */
export const GRACE_MS = 8_000;

const LISTENING_TIMEOUT_MS = 15_000;
const BEGUN_TIMEOUT_MS = 5_000;
const EXIT_TIMEOUT_MS = GRACE_MS + 4_000;
const LOAD_MS = 1_500;
const MID_LOAD_MS = 700;
const HOT_CONNECTIONS = 20;
const POOLED_CLIENTS = 10;

/**
 * Starts the service, loads it, sends SIGTERM in mid-load, and reports what it saw.
 *
 * The load is not stopped for the signal: every client goes on until the
 * service turns it away, and every request is counted.
 */
export async function drive(runtime: Runtime, file: string, screen: Screen): Promise<Observation> {
  const title = await titleWithVersion(runtime);
  const port = await freePort();
  const service = new ServiceProcess(runtime, file, {
    PORT: String(port),
    GRACE_MS: String(GRACE_MS),
  });
  const release = killOnExit(service);
  try {
    return await observe(title, service, port, screen);
  } finally {
    release();
  }
}

async function observe(
  title: string,
  service: ServiceProcess,
  port: number,
  screen: Screen,
): Promise<Observation> {
  await listening(service);
  screen.stage(`${title} is listening on port ${port}`);

  const traffic = startTraffic(port);
  await underLoad(traffic, screen);
  const errands = await sendOut(port, traffic.tally);
  screen.stage(`in flight: ${inWords(errands)} and the background job`);
  await delay(MID_LOAD_MS);

  const signalMs = terminate(service);
  screen.stage("SIGTERM is sent, the load goes on");
  const exit = await exited(service, traffic, screen);
  screen.stage(`ended ${seconds(exit.atMs - signalMs)} after the signal with ${inWordsExit(exit)}`);

  await traffic.end();
  return {
    title,
    exit,
    tally: traffic.tally,
    exitAfterMs: exit.atMs - signalMs,
    order: closingOrder(service.lines.filter((line) => line.atMs >= signalMs)),
    errands: await results(errands),
    errorLines: service.errorLines,
  };
}

/** Every client that sends many requests. */
interface Traffic {
  readonly tally: Tally;
  end(): Promise<void>;
}

function startTraffic(port: number): Traffic {
  const tally = new Tally();
  const stop = new AbortController();
  const load = startLoad(port, HOT_CONNECTIONS, tally);
  const pool = Array.from(
    { length: POOLED_CLIENTS },
    () => pooledClient(port, tally, stop.signal),
  );
  return {
    tally,
    async end() {
      stop.abort();
      await Promise.all([load.end(), ...pool]);
    },
  };
}

async function listening(service: ServiceProcess): Promise<void> {
  try {
    await service.line("listening", LISTENING_TIMEOUT_MS);
  } catch (error) {
    throw new Error(`Cannot start the service: ${service.errorLines.join("\n")}`, { cause: error });
  }
}

async function underLoad({ tally }: Traffic, screen: Screen): Promise<void> {
  const startMs = performance.now();
  const calm = screen.live(() => `under load: ${grouped(tally.answered)} answered`);
  await delay(LOAD_MS);
  calm();
  const tookMs = performance.now() - startMs;
  screen.stage(
    `under load of ${HOT_CONNECTIONS} hot and ${POOLED_CLIENTS} pooled connections: ` +
      `${grouped(tally.answered)} answered in ${seconds(tookMs)}`,
  );
}

async function sendOut(port: number, tally: Tally): Promise<readonly Errand[]> {
  const errands = [
    ...[1_200, 1_600, 2_000, 2_400].map((ms) => slowRequest(port, tally, ms)),
    upload(port, tally),
    stream(port, tally, 2_500),
    eventStream(port, tally),
    webSocket(port),
  ];
  const waits = errands.map(({ begun, ended }) => Promise.race([begun, ended]));
  const late = delay(BEGUN_TIMEOUT_MS, "late" as const, { ref: false });
  if (await Promise.race([Promise.all(waits), late]) === "late") {
    throw new Error(`Cannot get all work in flight: nothing came for ${BEGUN_TIMEOUT_MS} ms`);
  }
  return errands;
}

function inWords(errands: readonly Errand[]): string {
  const slow = errands.filter(({ name }) => name.startsWith("slow request")).length;
  const others = errands.slice(slow).map(({ name }) => `1 ${name}`);
  return [`${slow} slow requests`, ...others].join(", ");
}

function terminate(service: ServiceProcess): number {
  if (service.isGone) {
    throw new Error(
      `Cannot signal the service: it has ended by itself\n${service.errorLines.join("\n")}`,
    );
  }
  const signalMs = performance.now();
  service.kill("SIGTERM");
  return signalMs;
}

async function exited(service: ServiceProcess, traffic: Traffic, screen: Screen): Promise<Exit> {
  const { tally } = traffic;
  const calm = screen.live(() =>
    `shutting down: ${grouped(tally.answered)} answered, ` +
    `${grouped(tally.refused + tally.unreachable)} turned away, ${tally.lost} lost`
  );
  const timer = setTimeout(() => service.kill("SIGKILL"), EXIT_TIMEOUT_MS);
  const exit = await service.exited;
  clearTimeout(timer);
  calm();
  return exit;
}

function inWordsExit({ code, signal }: Exit): string {
  return code === null ? `${signal}, sent by us because it did not end` : `exit code ${code}`;
}

async function results(errands: readonly Errand[]): Promise<Observation["errands"]> {
  return await Promise.all(
    errands.map(async ({ name, ended }) => ({ name, fault: await ended })),
  );
}

/** Whatever becomes of this process, the service does not outlive it. */
function killOnExit(service: ServiceProcess): () => void {
  const kill = (): void => service.kill("SIGKILL");
  process.on("exit", kill);
  return () => {
    process.off("exit", kill);
    kill();
  };
}
