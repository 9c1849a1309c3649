import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Bench, layOut, newInvoker, payloadOf } from "./bench.js";
import { interleaved, type Sample, sampleOf, timed } from "./measure.js";
import { lambdaLocal } from "./peers/lambdaLocal.js";
import type { Peer, PresentPeer } from "./peers/peer.js";
import { serverlessOffline } from "./peers/serverlessOffline.js";
import { header, milliseconds, row, timesAsLong } from "./table.js";

const STARTS = 5;
const FUNCTIONS = 8;
const WARM_ROUNDS = 7;
/** Invocations of each one in a warm round. */
const BLOCK = 100;

/** Other tools that run functions on a developer's machine, beside ours. */
export async function comparePeers(bench: Bench): Promise<void> {
  header("peers: the same function, the same Node; their time in ours");
  const present: PresentPeer[] = [];
  for (const peer of [await serverlessOffline(FUNCTIONS), await lambdaLocal()]) {
    if (peer.kind === "present") present.push(peer);
    else row(`${peer.name} could not be installed: ${peer.why}`, "");
  }
  const functions = path.join(bench.scratch, "functions");
  mkdirSync(functions);
  writeFileSync(path.join(functions, "event.json"), "{}");
  const text = { "index.js": "exports.handler = async () => 1;\n" };
  for (let index = 0; index < FUNCTIONS; index += 1) layOut(bench, `functions/fn${index}`, text);
  const all = [ourselves(bench), ...present];
  const starts = await interleaved(
    STARTS,
    byName(all, (it) => timed(() => it.fromNothing(functions))),
  );
  report("tool started, first response", starts, all);
  await whileRunning(all, functions);
}

async function whileRunning(all: readonly PresentPeer[], functions: string): Promise<void> {
  const running = await Promise.all(all.map(async (it) => ({ name: it.name, ...(await it.start(functions)) })));
  try {
    // The first function is left out: what a tool loads with it, it has for the others.
    for (const it of running) await it.invoke(0);
    const cold = byName(running, (it, round) => timed(() => it.invoke(round + 1)));
    report("cold, tool running", await interleaved(FUNCTIONS - 1, cold), all);
    const warm = byName(running, (it) => block(() => it.invoke(0)));
    await interleaved(1, warm);
    report("warm", await interleaved(WARM_ROUNDS, warm), all);
  } finally {
    await Promise.all(running.map((it) => it.end()));
  }
}

/** Ours as the editor and the command have it: the invoker's process and its client. */
function ourselves(bench: Bench): PresentPeer {
  const start = async () => {
    const invoker = newInvoker(bench);
    return {
      invoke: async (index: number) => void (await payloadOf(invoker, layOut(bench, `functions/fn${index}`, {}))),
      end: () => invoker.close(),
    };
  };
  const fromNothing = async () => {
    const running = await start();
    await running.invoke(0);
    await running.end();
  };
  return { kind: "present", name: "Lamplight", fromNothing, start };
}

function byName<T extends { readonly name: string }>(
  all: readonly T[],
  measure: (it: T, round: number) => Promise<number>,
): Record<string, (round: number) => Promise<number>> {
  return Object.fromEntries(all.map((it) => [it.name, (round: number) => measure(it, round)]));
}

async function block(invoke: () => Promise<void>): Promise<number> {
  const values: number[] = [];
  for (let index = 0; index < BLOCK; index += 1) values.push(await timed(invoke));
  return sampleOf(values).median;
}

function report(what: string, samples: Readonly<Record<string, Sample>>, all: readonly Peer[]): void {
  const [own, ...others] = all.map(({ name }) => ({ name, sample: samples[name] }));
  if (!own?.sample) return;
  row(`${what}: ${own.name}`, milliseconds(own.sample));
  for (const { name, sample } of others) {
    if (sample) row(`${what}: ${name}`, milliseconds(sample), { ratio: timesAsLong(sample, own.sample, "ours") });
  }
}
