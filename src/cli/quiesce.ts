#!/usr/bin/env node
import process from "node:process";
import { text } from "node:stream/consumers";
import { main } from "./mod.ts";

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  readInput: () => text(process.stdin),
});
