// The parts of docs/comparison.md that are written by hand.

export const ABOUT = `# How services end

Each alternative serves the same routes by its documentation, and \`quiesce verify\` judges it from
outside: it starts the service afresh for every scenario, puts requests on it, sends SIGTERM, and
looks what became of each request and of the process. The judge knows nothing of the library. Its
words are explained in [verify.md](verify.md).

This page is written by \`npm run bench:field\`; the services are in
[bench/field/services](../bench/field/services), and what all of them are put under in
[bench/field/plan.yaml](../bench/field/plan.yaml).
`;

export const KEY = `| | |
| --- | --- |
| P | passes |
| w | passes, with a shortcoming: a client may have to try again, or the process was held for a while |
| F | fails |
| (F) | fails at a thing that is left to the user: the library does not claim to do it |
| – | not judged: it is left to the user, or it could not be seen from outside |
`;

export const FAIRNESS = `## What is fair about it, and what is not

- Each service uses its library as the library's own documentation shows; the page is named at the
  top of its file. What the documentation does not mention is left out, and told here as left to the
  user. Where there is a choice, the one that does better is taken: \`useExit0\` for terminus, a
  \`teardown\` with 0 for Effect, the first signal only for those that leave signals to the user.
- The handlers are the same for all, down to the function. None listens to a signal, so a library that
  could tell them to hurry has no advantage.
- Every library has the same 9 seconds where it takes a deadline, more than the 6 for which Node may
  keep a connection; the platform, played by the judge, kills after 12. Where a library offers to serve on for a time before it stops, it does so for 1
  second: nothing else makes it possible to pass \`readiness\`.
- Start-up work comes after what the documentation installs before the server listens, and before
  what it installs later.
- Clients keep their connections, as pools do, and send the next request on them when they have one.
- Libraries for Node run on the release with long-term support only. Where a library builds on
  another's server, it is shown with that.
- quiesce is judged by a judge that was made beside it. It is why the judge is tested by itself, with
  a careful server that knows nothing of quiesce and passes, and with faults of that server, each of
  which has to be found.
- One round, one machine, loopback. Verdicts are about outcomes and counts; a race may be met in one
  round and not in the next. Times are for orientation.

## Run it again

\`\`\`sh
npm run bench:field                              # all of it
npm run bench:field -- --only stoppable          # one candidate; the rest stays as it was kept
npm run bench:field -- --only quiesce --runtime bun --scenario hot-keep-alive
\`\`\`

Found something unfair? Change the service of the library, run it again, and send both.
`;
