import { CASES, NODE_CASES } from "../conformance/cases.ts";
import { conform } from "../conformance/mod.ts";

conform("node24", [...CASES, ...NODE_CASES]);
