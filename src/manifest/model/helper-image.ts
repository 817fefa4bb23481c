import type { Container } from "./workload.ts";

const HELPERS =
  /cloud-?sql-?(proxy|docker)|gce-proxy|envoyproxy|\/envoy\b|istio\/proxyv2|linkerd.*proxy|pgbouncer|pgcat|otel.*collector|opentelemetry-collector|fluent-?bit|fluentd/i;

/** Whether a container is known to be there for another one: a proxy or a collector. */
export function isHelper({ image }: Container): boolean {
  return HELPERS.test(image);
}
