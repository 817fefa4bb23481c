import { judgeMutants } from "./judge-mutants.ts";

judgeMutants("mutants: process", 4, ({ group, loud = false }) => group === "process" && !loud);
