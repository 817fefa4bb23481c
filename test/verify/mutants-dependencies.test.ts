import { judgeMutants } from "./judge-mutants.ts";

judgeMutants(
  "mutants: dependencies",
  3,
  ({ group, loud = false }) => group === "dependencies" && !loud,
);
