import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { dependencyAddress } from "../proxy/dependency-address.ts";
import { FaultProxy } from "../proxy/fault-proxy.ts";
import type { Settings } from "../settings.ts";
import { freePort } from "../subject/free-port.ts";
import type { Listener } from "../subject/listeners.ts";
import { type ProcessRow, SEES_INSIDE } from "../subject/process-table.ts";
import { sendSignal } from "../subject/send-signal.ts";
import { Subject } from "../subject/subject.ts";
import type { Address } from "../wire/connection.ts";
import { lastWords } from "./last-words.ts";

const LOOK_MS = 20;

/** All processes of the machine are looked at for it, which holds up whoever is watched meanwhile. */
const LOOK_ELSEWHERE_MS = 500;

/** For how long a service that listens elsewhere is given to listen where it was told to as well. */
const ELSEWHERE_MS = 2_000;

/** How long what was killed before may take to let go of a place that all processes share. */
const FREE_MS = 2_000;

/** How long one that was killed may take to be gone. */
const KILL_MS = 5_000;

/** A process that was started, and where it will answer. */
export interface Started {
  readonly subject: Subject;
  /** Where it was told to answer; {@linkcode answering} says where it does. */
  readonly address: Address;
  /** Stands before its dependency. */
  readonly proxy?: FaultProxy;
  readonly startedAt: string;
  /** Milliseconds since it was started. */
  nowMs(): number;
}

/** What one run starts in its own way. */
export interface StartOptions {
  readonly heldOutput?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Put before the command: what starves or confines it. */
  readonly before?: readonly string[];
  /** Puts a proxy between it and its dependency. */
  readonly proxied?: boolean;
}

/** The service could not be started or ended, or never answered. Match on `code`. */
export class StartError extends Error {
  override readonly name: string = "StartError";
  readonly code = "START";
}

/**
 * Starts the command on a port of its own, unless the settings name the place.
 *
 * @throws {StartError} if something else answers there.
 */
export async function start(settings: Settings, options: StartOptions = {}): Promise<Started> {
  const address = settings.url ? await sharedAddress(settings.url) : await ownAddress();
  const port = String(address.port);
  const [first = "", ...rest] = [...(options.before ?? []), ...settings.command]
    .map((word) => word.replaceAll("{port}", port));
  const dependency = options.proxied ? await proxyOf(settings) : undefined;
  const environment = {
    ...(settings.url === undefined && { PORT: port }),
    ...settings.environment,
    ...options.environment,
    ...dependency?.environment,
  };
  const startMs = performance.now();
  const nowMs = (): number => performance.now() - startMs;
  const { cwd } = settings;
  const { heldOutput = false } = options;
  const subject = new Subject({ command: [first, ...rest], cwd, environment, heldOutput }, nowMs);
  const startedAt = new Date().toISOString();
  return { subject, address, startedAt, nowMs, ...(dependency && { proxy: dependency.proxy }) };
}

/**
 * Ends it and all that was started with it.
 *
 * @throws {StartError} if one of them cannot be ended within `withinMs`.
 */
export async function stop(
  { subject, proxy }: Started,
  withinMs: number = KILL_MS,
): Promise<void> {
  subject.close();
  await proxy?.close();
  const endMs = performance.now() + withinMs;
  for (let left = subject.kill(); left.length > 0; left = subject.kill()) {
    if (performance.now() > endMs) {
      subject.abandon();
      throw cannotEnd(left);
    }
    await delay(LOOK_MS);
  }
  await subject.exited;
}

function cannotEnd(left: readonly ProcessRow[]): StartError {
  const those = left.map(({ pid, command }) => {
    const code = sendSignal(pid, "SIGKILL");
    return `pid ${pid} (${command}) lives on after SIGKILL${code ? ` (${code})` : ""}`;
  });
  const advice = "end it by hand, and run quiesce as the user that the service runs as";
  return new StartError(`Cannot end the service: ${those.join(", ")}; ${advice}`);
}

/**
 * Waits until it takes connections, and says where: there where it was told to, or else there
 * where it is found to listen.
 *
 * @throws {StartError} if it has ended, or its time is over.
 */
export async function answering(started: Started, settings: Settings): Promise<Address> {
  const { subject, address, nowMs } = started;
  let elsewhereMs = Infinity;
  let nextLookMs = settings.url === undefined ? LOOK_ELSEWHERE_MS : Infinity;
  while (!(await accepts(address))) {
    if (subject.isGone) throw endedEarly(subject);
    const isDue = nowMs() >= nextLookMs;
    if (isDue) nextLookMs = nowMs() + LOOK_ELSEWHERE_MS;
    const elsewhere = isDue ? await otherAddress(started) : undefined;
    if (elsewhere) elsewhereMs = Math.min(elsewhereMs, nowMs());
    if (elsewhere?.port === address.port) return elsewhere;
    if (elsewhere && nowMs() - elsewhereMs > ELSEWHERE_MS) return elsewhere;
    if (nowMs() > settings.startMs) throw neverListened(started, settings);
    await delay(LOOK_MS);
  }
  // Who answers then is somebody else, or has left the process that is to be signalled.
  if (subject.isGone) throw endedEarly(subject);
  return address;
}

/** What is told of one that has ended before it served. */
export function endedEarly(subject: Subject): StartError {
  return new StartError(`Cannot start the service: it ended${lastWords(subject)}`);
}

/** Where its processes take connections, other than there where it was told to. */
async function otherAddress({ subject, address }: Started): Promise<Address | undefined> {
  const listeners = subject.family.listeners();
  const best = listeners.find(({ port }) => port === address.port) ?? listeners[0];
  if (!best) return undefined;
  const { host, port } = best;
  return await accepts({ host, port }) ? { host, port } : undefined;
}

function neverListened({ subject, address }: Started, { startMs }: Settings): StartError {
  const nothing = `nothing takes connections on port ${address.port} after ${startMs} ms`;
  const advice = "let it listen on the port that PORT or {port} names, or give --url";
  const where = placesOf(subject.family.listeners());
  return new StartError(
    `Cannot start the service: ${nothing}${where}; ${advice}${lastWords(subject)}`,
  );
}

function placesOf(listeners: readonly Listener[]): string {
  if (!SEES_INSIDE) return "";
  if (listeners.length === 0) return ", and its processes listen nowhere";
  return `, but on ${listeners.map(({ host, port }) => `${host}:${port}`).join(", ")}`;
}

interface ProxiedDependency {
  readonly proxy: FaultProxy;
  readonly environment: Readonly<Record<string, string>>;
}

async function proxyOf({ dependency }: Settings): Promise<ProxiedDependency | undefined> {
  if (!dependency) return undefined;
  const target = dependencyAddress(dependency.value);
  const proxy = await FaultProxy.listen(target);
  return { proxy, environment: { [dependency.variable]: target.at(proxy.address) } };
}

function addressOf(url: string): Address {
  const { hostname, port, protocol } = new URL(url);
  const isSecure = protocol === "https:";
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(port || (isSecure ? 443 : 80)), isSecure };
}

/** Where the settings say, once nobody answers there: a stranger must not be judged. */
async function sharedAddress(url: string): Promise<Address> {
  const address = addressOf(url);
  const endMs = performance.now() + FREE_MS;
  while (await accepts(address)) {
    if (performance.now() > endMs) throw new StartError(taken(url));
    await delay(LOOK_MS);
  }
  return address;
}

function taken(url: string): string {
  const state = `something already answers at ${url}, before the command was started`;
  return `Cannot start the service: ${state}; end it, or leave --url out`;
}

async function ownAddress(): Promise<Address> {
  return { host: "127.0.0.1", port: await freePort() };
}

/** Whether somebody takes connections there. */
export function accepts({ host, port }: Address): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port });
  socket.once("connect", () => resolve(true));
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
