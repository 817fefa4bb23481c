// Computes without ever waiting for anything, with a checkpoint in each round.
import { checkpoint } from "quiesce/tasks";
import { run } from "./door.ts";

await run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  life.spawn("primes", async (scope) => {
    let found = 0;
    console.log("ready");
    try {
      for (let n = 2;; n += 1) {
        if (isPrime(n)) found += 1;
        const turn = checkpoint(scope.stopping);
        if (turn) await turn;
      }
    } finally {
      console.log(found > 0 ? "stopped with primes" : "stopped with nothing");
    }
  });
});

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor += 1) if (n % divisor === 0) return false;
  return true;
}
