import { LOAD_CASES } from "../conformance/cases.ts";
import { conform } from "../conformance/mod.ts";

conform("bun", LOAD_CASES);
