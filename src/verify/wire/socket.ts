import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Where the service answers. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Whether it is spoken to by TLS. Default: not. */
  readonly isSecure?: boolean;
}

/** A socket on its way, and the event that says that bytes can be sent. */
export interface OpenedSocket {
  readonly socket: Socket;
  readonly readyEvent: "connect" | "secureConnect";
}

/** Opens a socket that tells each end of its two directions apart. */
export function openSocket(address: Address, protocol = "http/1.1"): OpenedSocket {
  const { host, port, isSecure = false } = address;
  const options = { host, port, noDelay: true, allowHalfOpen: true };
  if (!isSecure) return { socket: connect(options), readyEvent: "connect" };
  const socket = connectTls({
    ...options,
    ALPNProtocols: [protocol],
    // The service is the user's own, and what is proved is not who it is.
    rejectUnauthorized: false,
  });
  return { socket, readyEvent: "secureConnect" };
}
