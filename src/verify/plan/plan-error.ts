/** What was asked for cannot be done. Match on `code`. */
export class PlanError extends Error {
  override readonly name: string = "PlanError";
  readonly code = "PLAN";
}
