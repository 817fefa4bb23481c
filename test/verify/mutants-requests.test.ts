import { judgeMutants } from "./judge-mutants.ts";

judgeMutants("mutants: requests", 3, ({ group, loud = false }) => group === "requests" && !loud);
