import { judgeMutants } from "./judge-mutants.ts";

judgeMutants(
  "mutants: connections",
  4,
  ({ group, loud = false }) => group === "connections" && !loud,
);
