import type { Address } from "../wire/connection.ts";

/** The port of a scheme, for an address that does not say one. */
const PORTS: Readonly<Record<string, number>> = {
  amqp: 5672,
  amqps: 5671,
  http: 80,
  https: 443,
  kafka: 9092,
  memcached: 11211,
  mongodb: 27017,
  mysql: 3306,
  mariadb: 3306,
  nats: 4222,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  rediss: 6379,
};

/** Where a dependency is, as its variable says it, and how to say another place. */
export interface DependencyAddress extends Address {
  /** The same value with another host and port: user, password, path and query are kept. */
  at(address: Address): string;
}

const AUTHORITY = /^([a-z][a-z\d+.-]*:\/\/)?([^/?#]*@)?([^/?#]*)(.*)$/is;

/**
 * Reads `host:port` or a URL.
 *
 * @throws {Error} if it does not name exactly one host and port.
 */
export function dependencyAddress(value: string): DependencyAddress {
  const [, scheme = "", user = "", place = "", rest = ""] = AUTHORITY.exec(value.trim()) ?? [];
  const name = scheme.slice(0, -3).toLowerCase();
  if (place.includes(",")) throw cannot("it names several hosts");
  if (name.endsWith("+srv")) throw cannot("its hosts are looked up by SRV records");
  const { host, port = PORTS[name] } = hostAndPort(place);
  if (host === "") throw cannot("it names no host");
  if (port === undefined) throw cannot("it names no port");
  const at = (address: Address): string => `${scheme}${user}${address.host}:${address.port}${rest}`;
  return { host, port, at };
}

function hostAndPort(place: string): { readonly host: string; readonly port?: number } {
  const [, host = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(place) ?? [];
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return { host: bare, ...(port !== undefined && { port: Number(port) }) };
}

/** The value may hold a password: only what is wrong with it is said. */
function cannot(why: string): Error {
  const expected = "expected host:port or a URL of one host";
  return new Error(`Cannot stand before the dependency: ${why}; ${expected}`);
}
