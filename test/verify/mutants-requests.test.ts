import { judgeMutants } from "./judge-mutants.ts";

judgeMutants("mutants: requests", 4, ({ group, loud = false }) => group === "requests" && !loud);
