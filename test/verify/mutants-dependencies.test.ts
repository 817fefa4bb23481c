import { judgeMutants } from "./judge-mutants.ts";

judgeMutants(
  "mutants: dependencies",
  4,
  ({ group, loud = false }) => group === "dependencies" && !loud,
);
