import type { Identity } from "../../src/core/mod.ts";

/** The names that OpenTelemetry's conventions have for an identity. */
const NAMES: Readonly<Record<keyof Identity, string>> = {
  service: "service.name",
  version: "service.version",
  instance: "service.instance.id",
  revision: "deployment.id",
  podUid: "k8s.pod.uid",
  node: "k8s.node.name",
  commit: "vcs.ref.head.revision",
};

/**
 * The identity of a life as attributes of a resource, by the names of OpenTelemetry's conventions;
 * so spans, metrics and the report say the same of who it was. What is not given is left out.
 *
 * @example Give them to the SDK
 * ```ts
 * import { resourceAttributes } from "quiesce/otel";
 *
 * const attributes = resourceAttributes({ service: "orders", podUid: "6f1c" });
 * console.assert(attributes["service.name"] === "orders");
 * console.assert(attributes["k8s.pod.uid"] === "6f1c");
 * console.assert(!("service.version" in attributes));
 * ```
 */
export function resourceAttributes(identity: Identity): Readonly<Record<string, string>> {
  const given = Object.entries(NAMES).flatMap(([field, name]) => {
    const value = identity[field as keyof Identity];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}
