import { join } from "node:path/posix";
import type { Image } from "../source/dockerfile.ts";
import { textAt } from "../source/read-value.ts";
import type { Budget } from "./budget.ts";
import type { ComposeService } from "./compose.ts";
import { budgetNaming } from "./hold.ts";

/** The budget of what an image runs: by the service that is built of it, or by its file, or any. */
export function budgetOfImage(
  { file }: Image,
  services: readonly ComposeService[],
  budgets: readonly Budget[],
  otherwise: Budget | undefined,
): Budget | undefined {
  const builders = services.filter((each) => dockerfileOf(each) === join(file));
  if (builders.length > 0) return builders.find(({ budget }) => budget)?.budget;
  return budgetNaming(file.split(/[/\\.]/), budgets) ?? otherwise;
}

/** The Dockerfile that a service of a compose file is built of. */
function dockerfileOf({ spot }: ComposeService): string | undefined {
  const build = spot.at("build");
  const context = textAt(build) ?? textAt(build.at("context"));
  if (context === undefined) return undefined;
  return join(spot.file, "..", context, textAt(build.at("dockerfile")) ?? "Dockerfile");
}
