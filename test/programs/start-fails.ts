// The start fails after three resources were opened, and one of them fails to close.
import { run } from "./door.ts";

await run((life) => {
  console.log("opened database");
  life.use("database", {}, () => console.log("closed database"));
  console.log("opened cache");
  life.use("cache", {}, () => {
    console.log("closing cache");
    throw new Error("close failed on purpose");
  });
  console.log("opened queue");
  life.use("queue", {}, () => console.log("closed queue"));
  throw new Error("start failed on purpose");
});
