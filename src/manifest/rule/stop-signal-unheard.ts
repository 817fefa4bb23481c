import type { Found, Rule } from "../finding.ts";
import type { Budget } from "../model/budget.ts";
import { isMissing } from "../source/read-value.ts";
import type { Position } from "../source/spot.ts";
import { COMPOSE, DOCKERFILE } from "./source.ts";

/** The signal that is sent must be one that the service ends by. */
export const stopSignalUnheard: Rule = {
  id: "stop-signal-unheard",
  level: "error",
  title: "the service is sent a signal that does not end it",
  why:
    "The platform sends this signal, waits for its time and kills. A signal that means nothing " +
    "to the service, or something else, makes every end a kill.",
  sources: [`${DOCKERFILE}#stopsignal`, `${COMPOSE}#stop_signal`],
  *find({ workloads, services, images }) {
    for (const { containers, label } of workloads) {
      for (const { spot, budget } of containers) {
        const at = spot.at("lifecycle", "stopSignal");
        if (!isMissing(at)) yield* unheard({ at, subject: label, given: at.value }, budget);
      }
    }
    for (const { spot, label, budget } of services) {
      const at = spot.at("stop_signal");
      if (!isMissing(at)) yield* unheard({ at, subject: label, given: at.value }, budget);
    }
    for (const { stopSignal, budget } of images) {
      if (!stopSignal) continue;
      const at = { ...stopSignal, path: stopSignal.name };
      yield* unheard({ at, subject: "image", given: stopSignal.rest }, budget);
    }
  },
};

interface Sent {
  readonly at: Position & { readonly path: string };
  readonly subject: string;
  readonly given: unknown;
}

const NUMBERS: Readonly<Record<string, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  9: "SIGKILL",
  10: "SIGUSR1",
  12: "SIGUSR2",
  15: "SIGTERM",
};

function* unheard({ at, subject, given }: Sent, budget: Budget | undefined): Iterable<Found> {
  const text = String(given).trim().toUpperCase();
  // An argument of the build is not known here.
  if (text.includes("$")) return;
  const name = NUMBERS[text] ?? (text.startsWith("SIG") ? text : `SIG${text}`);
  const what = meaningOf(name, budget);
  if (what !== undefined) yield { at, subject, what: `${name} ${what}`, fix: fixOf(budget) };
}

function meaningOf(name: string, budget: Budget | undefined): string | undefined {
  if (name === "SIGKILL" || name === "SIGSTOP") return "cannot be heard by any program";
  if (!budget?.signals) return undefined;
  const action = budget.signals[name];
  if (action === "shutdown") return undefined;
  return action === undefined ? "is not listened to by the service" : `makes the service ${action}`;
}

function fixOf(budget: Budget | undefined): string {
  const heard = Object.entries(budget?.signals ?? {}).filter(([, action]) => action === "shutdown");
  const names = heard.map(([name]) => name).join(", ") || "SIGTERM";
  return `leave it out, which means SIGTERM (the service ends by ${names})`;
}
