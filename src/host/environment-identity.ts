import type { Identity } from "../core/mod.ts";

/** Reads an environment variable, or says that there is none or that it must not be read. */
export type ReadVariable = (name: string) => string | undefined;

type Field = keyof Identity;

/** The variables that tell who a process is, the most telling first. */
const VARIABLES: Readonly<Record<Field, readonly string[]>> = {
  service: ["OTEL_SERVICE_NAME", "SERVICE_NAME", "K_SERVICE"],
  version: ["SERVICE_VERSION"],
  instance: ["SERVICE_INSTANCE_ID", "POD_NAME", "HOSTNAME"],
  revision: ["DEPLOYMENT_REVISION", "K_REVISION"],
  podUid: ["POD_UID"],
  node: ["NODE_NAME"],
  commit: ["GIT_COMMIT", "GIT_SHA", "SOURCE_COMMIT"],
};

/** What the semantic conventions of OpenTelemetry call the same. */
const ATTRIBUTES: Readonly<Record<Field, string>> = {
  service: "service.name",
  version: "service.version",
  instance: "service.instance.id",
  revision: "deployment.id",
  podUid: "k8s.pod.uid",
  node: "k8s.node.name",
  commit: "vcs.ref.head.revision",
};

/**
 * Who a process is, as far as its environment tells: by a variable of its own, else as a part of
 * `OTEL_RESOURCE_ATTRIBUTES`.
 */
export function environmentIdentity(read: ReadVariable): Identity {
  const attributes = attributesIn(read("OTEL_RESOURCE_ATTRIBUTES") ?? "");
  const found = (Object.keys(VARIABLES) as Field[]).flatMap((field) => {
    const named = VARIABLES[field].map(read).find((value) => value);
    const value = named ?? attributes.get(ATTRIBUTES[field]);
    return value ? [[field, value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** `key=value,key=value`, with values that are written as in a URL. */
function attributesIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(",").map((pair) => {
      const [key = "", ...rest] = pair.split("=");
      return [key.trim(), decoded(rest.join("=").trim())];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
