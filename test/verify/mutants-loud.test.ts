// What loads the machine is judged alone, so that it says nothing of its neighbours.
import { judgeMutants } from "./judge-mutants.ts";

judgeMutants("mutants: loud", 1, ({ loud = false }) => loud);
