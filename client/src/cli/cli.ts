#!/usr/bin/env node
import path from "node:path";
import { text } from "node:stream/consumers";
import { main } from "./main.js";
import { printable } from "./words.js";

// The reader of a pipe may have seen enough: `lamplight check | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
}

void main(process.argv.slice(2), {
  cwd: process.cwd(),
  grammars: path.join(__dirname, "wasm"),
  invoker: path.join(__dirname, "invoker.js"),
  today: new Date().toISOString().slice(0, 10),
  environment: process.env,
  interactive: process.stdout.isTTY === true,
  columns: process.stdout.columns,
  out: (it) => process.stdout.write(it),
  err: (it) => process.stderr.write(it),
  input: () => text(process.stdin),
  complain: (message) => process.stderr.write(`lamplight: ${message.split("\n").map(printable).join("\n")}\n`),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
