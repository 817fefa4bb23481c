import { deployment } from "../rule-cases/mod.ts";
import type { NearMisses } from "./near-miss.ts";

export const TIME_NEAR_MISSES: NearMisses = {
  "sidecar-ends-first": {
    "a proxy that is all there is": {
      text: deployment({}).replace("image: orders", "image: envoyproxy/envoy:v1.32"),
    },
  },
};
