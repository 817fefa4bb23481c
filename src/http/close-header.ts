import type { Lifecycle } from "../core/mod.ts";

/** Whether responses should say that they are the last of their connection. */
export function isLeaving({ state }: Lifecycle): boolean {
  return state !== "ready" && state !== "starting";
}

/** The response with `Connection: close`, unless it hands the connection over to another protocol. */
export function withCloseHeader(response: Response): Response {
  if (response.status === 101) return response;
  try {
    response.headers.set("Connection", "close");
    return response;
  } catch {
    // The headers of a redirect or of a fetched response cannot be changed.
    const copy = new Response(response.body, response);
    copy.headers.set("Connection", "close");
    return copy;
  }
}
