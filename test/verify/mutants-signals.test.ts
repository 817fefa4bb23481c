import { judgeMutants } from "./judge-mutants.ts";

judgeMutants("mutants: signals", 2, ({ group, loud = false }) => group === "signals" && !loud);
