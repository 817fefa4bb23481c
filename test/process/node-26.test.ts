import { CASES, NODE_CASES } from "../conformance/cases.ts";
import { conform } from "../conformance/mod.ts";

conform("node26", [...CASES, ...NODE_CASES]);
