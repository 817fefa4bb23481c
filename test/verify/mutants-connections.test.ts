import { judgeMutants } from "./judge-mutants.ts";

judgeMutants(
  "mutants: connections",
  3,
  ({ group, loud = false }) => group === "connections" && !loud,
);
