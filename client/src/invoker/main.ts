import path from "node:path";
import { createInterface } from "node:readline";
import { Host } from "./host.js";
import type { Message, Request } from "./messages.js";

/** The invoker's process. Its one argument is the cache folder; it serves until its standard input ends. */
const cacheFolder = process.argv[2];
if (cacheFolder === undefined) {
  process.stderr.write("the invoker is started by Lamplight itself: use lamplight invoke\n");
  process.exit(2);
}

let unsaid = "";
const host = new Host({
  cacheFolder,
  bootstraps: path.join(__dirname, "bootstrap"),
  typescript: path.join(__dirname, "typescript.js"),
  say,
});

process.stdout.on("error", () => end());
for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => end());
// An interrupt of the terminal reaches the client too, and the client decides.
process.on("SIGINT", () => {});

const input = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
input.on("line", (line) => host.hear(JSON.parse(line) as Request));
input.on("close", () => end());

/** What is said in one go is written in one go: it wakes the client once. */
function say(message: Message): void {
  if (unsaid === "") process.nextTick(write);
  unsaid += `${JSON.stringify(message)}\n`;
}

function write(): void {
  const text = unsaid;
  unsaid = "";
  process.stdout.write(text);
}

function end(): void {
  host.end();
  process.exit(0);
}
