import { judgeMutants } from "./judge-mutants.ts";

judgeMutants("mutants: process", 3, ({ group, loud = false }) => group === "process" && !loud);
