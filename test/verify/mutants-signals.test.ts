import { judgeMutants } from "./judge-mutants.ts";

judgeMutants("mutants: signals", 4, ({ group, loud = false }) => group === "signals" && !loud);
