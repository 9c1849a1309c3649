#!/usr/bin/env node
import path from "node:path";
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
  today: new Date().toISOString().slice(0, 10),
  environment: process.env,
  interactive: process.stdout.isTTY === true,
  columns: process.stdout.columns,
  out: (text) => process.stdout.write(text),
  complain: (message) => process.stderr.write(`lamplight: ${message.split("\n").map(printable).join("\n")}\n`),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
