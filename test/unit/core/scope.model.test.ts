import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { Scope } from "../../../src/core/scope.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

type Verb = "child" | "detached" | "spawn" | "finish" | "stop" | "abort" | "close";

/** One step: what is done, and to which of the nodes that exist by then. */
interface Step {
  readonly verb: Verb;
  readonly at: number;
  /** Whether the new node is listened to, so that its signals are made early. */
  readonly listened: boolean;
}

/** What the model knows of a scope. */
class Node {
  readonly scope: Scope;
  readonly parent: Node | undefined;
  readonly isDetached: boolean;
  readonly finish: (() => void) | undefined;
  readonly children: Set<Node> = new Set();
  readonly heard: string[] = [];
  stop: string | undefined;
  abort: string | undefined;
  isListened = false;
  isClosing = false;
  isClosed = false;

  constructor(scope: Scope, parent?: Node, isDetached = false, finish?: () => void) {
    this.scope = scope;
    this.parent = parent;
    this.isDetached = isDetached;
    this.finish = finish;
    const heir = isDetached ? this.root : parent;
    this.abort = heir?.abort;
    this.stop = isDetached ? heir?.abort : heir?.stop;
    if (parent?.isClosed) this.#bury(parent);
    else parent?.children.add(this);
  }

  get root(): Node {
    return this.parent?.root ?? this;
  }

  #bury(parent: Node): void {
    const why = parent.stop ?? "?";
    this.stop ??= why;
    this.abort ??= parent.abort ?? why;
  }
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    verb: fc.constantFrom<Verb[]>(
      "child",
      "child",
      "child",
      "spawn",
      "spawn",
      "detached",
      "finish",
      "stop",
      "abort",
      "close",
    ),
    at: fc.nat(1_000),
    listened: fc.boolean(),
  }),
  { minLength: 5, maxLength: 40, size: "max" },
);

it(
  "reaches descendants only, each once, parents first, by the first reason",
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (drawn) => {
        const clock = handClock();
        const log: Node[] = [];
        const nodes = [new Node(new Scope("", { clock }))];
        listen(nodes[0]!, log);

        for (const [at, step] of drawn.entries()) {
          log.length = 0;
          take(step, `reason ${at}`, nodes, log);
          assertParentsFirst(log);
          await clock.advance(0);
          settle(nodes);
          nodes.forEach(assertAgrees);
        }
        nodes.forEach(assertSignals);
      }),
      { numRuns: 100 },
    );
  },
);

function take(step: Step, reason: string, nodes: Node[], log: Node[]): void {
  const node = nodes[step.at % nodes.length]!;
  const made = make(step.verb, node);
  if (made) {
    nodes.push(made);
    if (step.listened) listen(made, log);
  } else if (step.verb === "finish") {
    finish(node);
  } else if (step.verb === "close") {
    close(node, reason);
  } else if (step.verb === "stop" || step.verb === "abort") {
    node.scope[step.verb](reason);
    mark(node, reason, step.verb === "abort");
  }
}

function make(verb: Verb, parent: Node): Node | undefined {
  if (verb === "child") return new Node(parent.scope.child("child"), parent);
  if (verb === "detached") return new Node(parent.scope.detached("detached"), parent, true);
  if (verb !== "spawn" || parent.isClosed) return undefined;
  const held = Promise.withResolvers<void>();
  let scope = parent.scope;
  parent.scope.spawn("task", (own) => {
    scope = own;
    return held.promise;
  });
  return new Node(scope, parent, false, held.resolve);
}

function finish(node: Node): void {
  if (!node.finish || node.isClosing) return;
  node.finish();
  node.isClosing = true;
  mark(node, "the task has ended", false);
}

/** A task is closed by its end; whoever else closes a scope again joins the first close. */
function close(node: Node, reason: string): void {
  if (node.finish) return;
  void node.scope.close(reason);
  if (node.isClosing) return;
  node.isClosing = true;
  // A scope that owns nothing and to which nobody listens closes without keeping why.
  mark(node, node.isListened || node.children.size > 0 ? reason : "?", false);
}

/** What a stop or an abort of `node` means to it and to all below it. */
function mark(node: Node, reason: string, hard: boolean): void {
  if (hard ? node.abort !== undefined : node.stop !== undefined) return;
  const reachesAll = hard && node.parent === undefined;
  const visit = (each: Node): void => {
    if (each !== node && each.isDetached && !reachesAll) return;
    if (each.isListened && each.stop === undefined) each.heard.push(`stop ${reason}`);
    if (each.isListened && hard && each.abort === undefined) each.heard.push(`abort ${reason}`);
    each.stop ??= reason;
    if (hard) each.abort ??= reason;
    each.children.forEach(visit);
  };
  visit(node);
}

/** Lets those leave the tree that are closing and own nothing any more. */
function settle(nodes: readonly Node[]): void {
  const ready = nodes.filter((each) => each.isClosing && !each.isClosed && !each.children.size);
  for (const node of ready) {
    node.isClosed = true;
    node.parent?.children.delete(node);
  }
  if (ready.length > 0) settle(nodes);
}

function listen(node: Node, log: Node[]): void {
  const { scope } = node;
  const heard: string[] = [];
  node.isListened = true;
  if (node.stop !== undefined) node.heard.push(`stop ${node.stop}`);
  if (node.abort !== undefined) node.heard.push(`abort ${node.abort}`);
  const hear = (kind: string) => ({ message }: Error): void => {
    heard.push(`${kind} ${message}`);
    log.push(node);
  };
  scope.onStop(hear("stop"));
  scope.onAbort(hear("abort"));
  actual.set(node, heard);
}

/** What the listeners of each node have really heard. */
const actual: WeakMap<Node, string[]> = new WeakMap();

function assertParentsFirst(log: readonly Node[]): void {
  log.forEach((node, at) => {
    const later = new Set(log.slice(at + 1).filter((each) => each !== node));
    for (let above = node.parent; above; above = above.parent) {
      assert.ok(!later.has(above), "a parent heard of it after its child");
    }
  });
}

function assertAgrees(node: Node): void {
  const { scope } = node;
  assert.equal(scope.isAborted, node.abort !== undefined, `${scope.path} is aborted`);
  assert.equal(scope.isStopping, node.stop !== undefined || node.isClosed, "is stopping");
  assert.equal(scope.isClosed, node.isClosed, `${scope.path} is closed`);
  if (node.isListened) assertHeard(actual.get(node) ?? [], node.heard);
}

/** Where the model says `?`, the reason was not kept, and any may be told. */
function assertHeard(heard: readonly string[], expected: readonly string[]): void {
  const masked = heard.map((each, at) => expected[at]?.endsWith("?") ? expected[at] : each);
  assert.deepEqual(masked, expected);
}

function assertSignals(node: Node): void {
  const { signal, stopping } = node.scope;
  assert.equal(signal.aborted, node.abort !== undefined);
  assert.equal(stopping.aborted, node.stop !== undefined || node.isClosed);
  if (node.abort !== undefined) assertHeard([signal.reason.message], [node.abort]);
}
