import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { FunctionSpec } from "../../server/src/protocol.js";
import { type Bench, layOut, newInvoker, payloadOf } from "./bench.js";
import { sampleOf } from "./measure.js";
import { header, milliseconds, row } from "./table.js";

const MB = 1024 * 1024;
const KILLS = 5;
/** What is not gone by then is left behind. */
const LEFT_BEHIND_MS = 10_000;

const FLOOD = `
const { writeSync } = require("node:fs");
exports.handler = async ({ megabytes = 0 }) => {
  const block = Buffer.alloc(1024 * 1024, "x".repeat(1023) + "\\n");
  for (let written = 0; written < megabytes; written += 1) {
    for (let sent = 0; sent < block.length; ) {
      try { sent += writeSync(1, block, sent); } catch (error) { if (error.code !== "EAGAIN") throw error; }
    }
  }
  return process.ppid;
};
`;

/** Busy without end, in two processes: one of them in a session of its own. */
const BUSY = `
const { spawn } = require("node:child_process");
exports.handler = () => {
  const child = spawn(process.execPath, ["-e", "for (;;);"], { detached: true, stdio: "ignore" });
  console.log("busy", JSON.stringify([process.ppid, process.pid, child.pid]));
  for (;;);
};
`;

/** What a function that runs wild does to the one who started it. */
export async function limits(bench: Bench): Promise<void> {
  header("limits");
  await flood(bench);
  await kill(bench);
}

async function flood(bench: Bench): Promise<void> {
  const invoker = newInvoker(bench);
  const spec = layOut(bench, "flood", { "index.js": FLOOD }, { timeout: 300 });
  try {
    const pid = Number(await payloadOf(invoker, spec));
    const before = process.memoryUsage.rss();
    let most = before;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 10);
    const began = performance.now();
    await payloadOf(invoker, spec, '{"megabytes":1024}');
    clearInterval(timer);
    row("1 GB of output: time", `${((performance.now() - began) / 1000).toFixed(1)} s`);
    row("1 GB of output: growth of the client", `${((most - before) / MB).toFixed(0)} MB`);
    const peak = peakMemory(pid);
    if (peak !== undefined) row("1 GB of output: the invoker at most", `${peak.toFixed(0)} MB`);
  } finally {
    await invoker.close();
  }
}

async function kill(bench: Bench): Promise<void> {
  const spec = layOut(bench, "busy", { "index.js": BUSY });
  const values: number[] = [];
  for (let round = 0; round < KILLS; round += 1) values.push(await killOnce(bench, spec));
  row("kill -9 of the invoker to the end of all it ran", milliseconds(sampleOf(values)));
}

async function killOnce(bench: Bench, spec: FunctionSpec): Promise<number> {
  const invoker = newInvoker(bench);
  try {
    const [parent, ...others] = await new Promise<readonly number[]>((resolve, reject) => {
      const log = (text: string) => {
        const [, pids] = /busy (\[.*\])/.exec(text) ?? [];
        if (pids !== undefined) resolve(JSON.parse(pids) as number[]);
      };
      invoker.run(spec, "{}", { aws: { kind: "blocked" } }, { log }).invocation.catch(reject);
    });
    const began = performance.now();
    process.kill(parent ?? 0, "SIGKILL");
    while (others.some(isRunning)) {
      if (performance.now() - began > LEFT_BEHIND_MS) throw new Error(`left behind: ${others.filter(isRunning)}`);
      await setTimeout(2);
    }
    return performance.now() - began;
  } finally {
    await invoker.close();
  }
}

/** A process that nobody has waited for yet is over all the same. */
function isRunning(pid: number): boolean {
  try {
    if (process.platform === "linux") return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** MB. */
function peakMemory(pid: number): number | undefined {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
