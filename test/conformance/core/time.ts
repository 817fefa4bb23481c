import { equal, equalLists, ok } from "./assert.ts";
import type { CoreCase } from "./core-case.ts";
import { MovedClock } from "./moved-clock.ts";

/** The whole never takes longer than it was given, and can be hurried. */
export const time: readonly CoreCase[] = [
  {
    id: "EXIT-C1",
    promise: "the report is there within the budget, even if everything hangs",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, graceMs: 1_000 });
      const hang = (): Promise<never> => new Promise(() => {});
      for (const name of ["a", "b", "c"]) {
        life.onAnnounce(name, hang);
        life.onDrain(name, hang);
        life.onCompensate(name, hang);
        life.onClose(name, hang);
        life.onFlush(name, hang);
        life.scope.spawn(name, hang);
        life.gate.lease(name);
      }

      const ending = life.shutdown();
      await clock.advance(1_000);

      const report = await Promise.race([ending, clock.settle().then(() => undefined)]);
      ok(report !== undefined && report.tookMs <= 1_000, "it took no longer than the budget");
    },
  },
  {
    id: "EXIT-C2",
    promise: "a phase that ends early leaves its time to the next",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, graceMs: 1_000 });
      let leftMs = 0;
      life.onClose("db", ({ remainingMs }) => leftMs = remainingMs());

      await life.shutdown();

      ok(leftMs > 900, "a close hook has nearly the whole budget when there is nothing to drain");
    },
  },
  {
    id: "EXIT-C3",
    promise: "no timer is left when it is over",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, delayMs: 50 });
      life.onClose("db", () => {}, { timeoutMs: 100 });
      const job = life.scope.child("job", { timeoutMs: 200 });
      job.onStop(() => void job.close());
      life.ready();

      const ending = life.shutdown();
      await clock.advance(200);
      await ending;

      equal(clock.pending, 0, "how many timers wait");
    },
  },
  {
    id: "FORCE-C1",
    promise: "a force aborts all work at once and ends the rest within its own short time",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, graceMs: 20_000, forceMs: 500 });
      let closed = false;
      life.gate.lease("stuck");
      life.onClose("db", () => closed = true);

      const ending = life.shutdown();
      await clock.advance(1_000);
      equal(life.signal.aborted, false, "whether work was aborted before");
      void life.force("hurry");
      await clock.advance(0);
      equal(life.signal.aborted, true, "whether work was aborted by it");
      await clock.advance(500);

      const report = await ending;
      ok(closed && report.tookMs <= 1_500, "it closed the rest, in time");
      equal(report.forced?.message, "hurry", "why it was hurried");
    },
  },
  {
    id: "LOSS-C1",
    promise: "a gate is idle only once it is closed and empty",
    async run(lib) {
      const clock = new MovedClock(lib);
      const gate = new lib.Gate("http");
      let idle = false;
      void gate.idle.then(() => idle = true);

      gate.enter();
      gate.leave();
      await clock.settle();
      equal(idle, false, "whether it is idle while it is open");
      gate.enter();
      gate.close();
      await clock.settle();
      equal(idle, false, "whether it is idle while it holds work");
      gate.leave();
      await clock.settle();

      equal(idle, true, "whether it is idle now");
    },
  },
  {
    id: "LOSS-C2",
    promise: "readiness turns red at once, and work is let in until the drain begins",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, delayMs: 500 });
      life.ready();

      const ending = life.shutdown();
      const { ready, live } = life.health;
      const entered = life.gate.enter();
      await clock.advance(499);
      const enteredLate = life.gate.enter();
      life.gate.leave();
      await clock.advance(1);
      const refused = !life.gate.enter();
      life.gate.leave();
      await ending;

      equalLists([ready, live], [false, true], "what the probes say");
      equalLists([entered, enteredLate, refused], [true, true, true], "what the gate said");
    },
  },
  {
    id: "LOSS-C3",
    promise: "long-lived work is asked first and ended cleanly after its own share of time",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, graceMs: 10_000, longLivedMs: 1_000 });
      const end = (): void => events?.release();
      const events = life.gate.lease("GET /events", { kind: "longLived", end });

      const ending = life.shutdown();
      await clock.advance(999);
      equal(life.gate.inFlight, 1, "how much is in flight before its time");
      await clock.advance(1);

      const [report] = [await ending];
      equal(report.gates[0]?.finished, 1, "how much has finished");
      equal(report.exitCode, 0, "the exit code");
    },
  },
];
