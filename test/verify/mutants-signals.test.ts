import { judgeMutants } from "./judge-mutants.ts";

judgeMutants("mutants: signals", 3, ({ group, loud = false }) => group === "signals" && !loud);
