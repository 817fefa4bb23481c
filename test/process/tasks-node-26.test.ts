import { WORK_CASES } from "../conformance/cases.ts";
import { conform } from "../conformance/mod.ts";

conform("node26", WORK_CASES);
