// What the findings do not say by themselves: why it is so, by the source or the documentation.

/** By the name of the candidate. */
export const NOTES: Readonly<Record<string, string>> = {
  "server.close()":
    "`server.close()` ends the connections that are idle at that moment, and none later: one that " +
    "carries an answer stays open after it for `keepAliveTimeout` (5 s), unless its client goes. " +
    "No answer says `Connection: close`, so clients go on using it. `closeAllConnections()` does " +
    "not reach sockets that have become WebSockets.",
  "@godaddy/terminus":
    "Its drain is stoppable's. `timeout` is for the connections: nothing bounds the hooks, and what " +
    "was cut does not show in the exit code. Signals after the first are ignored. It owns the " +
    "signals before the server listens, and the start goes on while it delays; a server that does " +
    "not listen yet when it is stopped is an error, so it exits with 1 and without the cleanup.",
  "lightship":
    "It waits for beacons while the server takes requests as ever, then runs the handlers, here " +
    "`server.close()`. Each of the two has a timer of its own, and both exit with 1 and without the " +
    "cleanup. Signals after the first are ignored.",
  "http-terminator":
    "It says `Connection: close` where the head of an answer was not yet sent. It listens until the " +
    "end, and destroys each connection that comes meanwhile: a client sees it accepted and dropped, " +
    "not refused. A connection whose answer had begun is kept until the timeout.",
  "stoppable":
    "No answer says `Connection: close`; connections are ended when they become idle, which may meet " +
    "the next request on its way. Its callback says whether something was cut, from which the " +
    "service makes exit code 1.",
  "http-graceful-shutdown":
    "It says `Connection: close`, ends connections as they become idle, and looks every 250 ms " +
    "whether all have gone. What was cut at the timeout does not show in the exit code. Any second " +
    "signal, also one of the same burst, exits with 1 at once. New connections are destroyed, so " +
    "one that is just being accepted is dropped.",
  "close-with-grace":
    "It calls one function with one deadline, after which it exits with 1 and without the cleanup. " +
    "The drain is what that function does: here `server.close()`, with its failures. Any second " +
    "signal, also one of the same burst, ends the process at once.",
  "fastify":
    "`app.close()` waits for `server.close()`, with a `keepAliveTimeout` of 72 s; the hooks " +
    "`onClose` come after that, so they do not run when close-with-grace exits before. Requests that " +
    "come while it closes are answered with 503 and `Connection: close`.",
  "srvx":
    "It closes the server and leaves the exit to the program, so anything that is pending holds " +
    "the process. It looks once a second whether all has ended. A forced close on Deno does the " +
    "same as a graceful one. Only a second SIGINT hurries.",
  "@hono/node-server":
    "The server is that of `node:http`, with what `server.close()` does; the documented ending waits " +
    "for it without a limit.",
  "effect":
    "`gracefulShutdownTimeout` bounds a first wait for `server.close()`; the finalizer of the " +
    "server's scope then waits for the same without a limit. Signals after the first interrupt what " +
    "is being interrupted already.",
  "Deno.serve":
    "`shutdown()` ends a connection after its answer, without saying so before, and serves no request " +
    "that had come behind another. It waits for endless streams, and nothing forces it: the " +
    "documented deadline exits with 1 and without the cleanup.",
  "Bun.serve":
    "`stop()` ends a connection after its answer, without saying so before, and waits for half-sent " +
    "requests, streams and WebSockets; `stop(true)` cuts them, which does not show in the exit code.",
};
