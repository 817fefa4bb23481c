import { wordsOf } from "../launch/shell-script.ts";
import { composeDurationMs } from "../source/duration.ts";
import { entriesAt, isMap, isMissing, textAt, wordsAt } from "../source/read-value.ts";
import type { Spot } from "../source/spot.ts";
import type { Budget } from "./budget.ts";

/** A service of a compose file. */
export interface ComposeService {
  readonly name: string;
  /** `service "orders"`. */
  readonly label: string;
  readonly spot: Spot;
  readonly image: string;
  /** What it starts, as far as the file tells. */
  readonly words: readonly string[] | undefined;
  readonly start: Spot;
  readonly budget: Budget | undefined;
}

/** Whether a document is a compose file. */
export function isCompose(spot: Spot): boolean {
  return isMap(spot.at("services").value) && spot.at("kind").value === undefined;
}

/** The services of a compose file. */
export function composeServicesOf(spot: Spot): readonly ComposeService[] {
  return entriesAt(spot.at("services")).map(([name, service]) => serviceOf(name, service));
}

function serviceOf(name: string, spot: Spot): ComposeService {
  const [entrypoint, command] = [startWords(spot.at("entrypoint")), startWords(spot.at("command"))];
  return {
    name,
    label: `service "${name}"`,
    spot,
    image: textAt(spot.at("image")) ?? "",
    words: entrypoint || command ? [...entrypoint ?? [], ...command ?? []] : undefined,
    start: spot.at(command ? "command" : "entrypoint"),
    budget: undefined,
  };
}

/** A line is split into words, but run by no shell: so compose does it. */
function startWords(spot: Spot): readonly string[] | undefined {
  const line = textAt(spot);
  return line === undefined ? wordsAt(spot) : wordsOf(line);
}

/** How long compose waits from the signal to the kill; `undefined` for a variable and for no time. */
export function composeGraceMs({ spot }: ComposeService): number | undefined {
  const at = spot.at("stop_grace_period");
  return composeDurationMs(isMissing(at) ? "10s" : textAt(at) ?? "");
}
