import * as lib from "../../mod.ts";
import { cases } from "../conformance/core/mod.ts";

/** Runs the case that the query names, and answers `passed` or what went wrong. */
async function answer(request: Request): Promise<Response> {
  const id = new URL(request.url).searchParams.get("id");
  try {
    const found = cases.find((one) => one.id === id);
    if (!found) throw new Error(`Cannot run "${id}": there is no such case`);
    await found.run(lib);
    return new Response("passed");
  } catch (error) {
    return new Response(error instanceof Error ? error.stack ?? error.message : String(error));
  }
}

const worker: { readonly fetch: typeof answer } = { fetch: answer };

// The runtime asks for a default export.
export { worker as default };
