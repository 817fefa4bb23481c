import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Settings } from "../settings.ts";
import { Subject } from "../subject/subject.ts";
import { freePort } from "../subject/free-port.ts";
import type { Address } from "../wire/connection.ts";

const LOOK_MS = 20;

/** A process that was started, and where it will answer. */
export interface Started {
  readonly subject: Subject;
  readonly address: Address;
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
}

/** Starts the command on a port of its own, unless the settings name the place. */
export async function start(settings: Settings, options: StartOptions = {}): Promise<Started> {
  const address = settings.url ? addressOf(settings.url) : await ownAddress();
  const port = String(address.port);
  const [first, ...rest] = [...(options.before ?? []), ...settings.command]
    .map((word) => word.replaceAll("{port}", port));
  const startMs = performance.now();
  const nowMs = (): number => performance.now() - startMs;
  const environment = {
    ...(settings.url === undefined && { PORT: port }),
    ...settings.environment,
    ...options.environment,
  };
  const subject = new Subject({
    command: [first ?? "", ...rest],
    cwd: settings.cwd,
    environment,
    ...(options.heldOutput && { heldOutput: true }),
  }, nowMs);
  return { subject, address, startedAt: new Date().toISOString(), nowMs };
}

/** Waits until it takes connections; rejects when it has ended, or when its time is over. */
export async function answering(started: Started, settings: Settings): Promise<void> {
  const { subject, address, nowMs } = started;
  while (!(await accepts(address))) {
    if (subject.isGone) throw new Error(`Cannot start the service: it ended${said(subject)}`);
    if (nowMs() > settings.startMs) {
      const what = `nothing listens on port ${address.port} after ${settings.startMs} ms`;
      throw new Error(`Cannot start the service: ${what}${said(subject)}`);
    }
    await delay(LOOK_MS);
  }
}

function said({ exit, stderr, stdout }: Subject): string {
  const how = exit ? ` with ${exit.code ?? exit.signal}` : "";
  const lines = [...stdout, ...stderr].slice(-10).map(({ text }) => `\n  ${text}`).join("");
  return `${how}${lines ? `, and had said${lines}` : ", and said nothing"}`;
}

function addressOf(url: string): Address {
  const { hostname, port, protocol } = new URL(url);
  const isSecure = protocol === "https:";
  return { host: hostname, port: Number(port || (isSecure ? 443 : 80)), isSecure };
}

async function ownAddress(): Promise<Address> {
  return { host: "127.0.0.1", port: await freePort() };
}

function accepts({ host, port }: Address): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port });
  socket.once("connect", () => resolve(true));
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
