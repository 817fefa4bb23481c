import { connect, type Socket } from "node:net";
import process from "node:process";
import { pause, until } from "./awake.ts";
import { DEPENDENCY, hasFault, PATIENCE_MS } from "./settings.ts";

/** One question that waits for its line. */
interface Question {
  readonly line: string;
  state: "asked" | "answered" | "failed";
}

let socket: Socket | undefined;
let questions: Question[] = [];

/** Asks the dependency to answer after `ms`. Returns whether it did; it is not waited for longer. */
export async function query(ms: number): Promise<boolean> {
  const question: Question = { line: String(ms), state: "asked" };
  questions.push(question);
  connection().write(`${ms}\n`);
  const patienceMs = hasFault("query-blocks") ? Infinity : ms + PATIENCE_MS;
  const isOver = (): boolean => question.state !== "asked";
  // Who did not answer in time may never do so on this connection.
  if (!(await until(isOver, patienceMs))) disconnect();
  if (hasFault("query-retries") && question.state === "failed") {
    await pause(100);
    return await query(ms);
  }
  return question.state === "answered";
}

/** Lets go of the dependency; what was asked has failed. */
export function disconnect(): void {
  socket?.destroy();
  socket = undefined;
  fail();
}

function connection(): Socket {
  if (socket && !socket.destroyed) return socket;
  const { hostname, port } = new URL(`tcp://${DEPENDENCY}`);
  const opened = connect({ host: hostname, port: Number(port), noDelay: true });
  let heard = "";
  opened.setEncoding("utf8");
  opened.on("data", (text: string) => {
    const lines = `${heard}${text}`.split("\n");
    heard = lines.pop() ?? "";
    for (const line of lines) settle(line);
  });
  opened.on("error", () => {});
  opened.once("close", () => {
    if (socket !== opened) return;
    if (hasFault("query-exits")) process.exit(1);
    disconnect();
  });
  return socket = opened;
}

function settle(line: string): void {
  const question = questions.find((each) => each.line === line);
  if (!question) return;
  question.state = "answered";
  questions = questions.filter((each) => each !== question);
}

function fail(): void {
  for (const question of questions) question.state = "failed";
  questions = [];
}
