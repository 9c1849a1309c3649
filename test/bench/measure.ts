import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** Of figures that were measured side by side. Noise only adds, so the least is the truest. */
export interface Sample {
  readonly min: number;
  readonly median: number;
}

/** Measures everything once in every round, so that what disturbs the machine disturbs all alike. */
export async function interleaved<Name extends string>(
  rounds: number,
  measures: Readonly<Record<Name, (round: number) => Promise<number>>>,
): Promise<Record<Name, Sample>> {
  const names = Object.keys(measures) as Name[];
  const values = new Map<Name, number[]>(names.map((it) => [it, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) values.get(name)?.push(await measures[name](round));
  }
  return Object.fromEntries(names.map((it) => [it, sampleOf(values.get(it) ?? [])])) as Record<Name, Sample>;
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: sorted[0] ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
}

/** Milliseconds. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

/** What a process writes until it ends. */
export async function outputOf(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"], ...(cwd !== undefined && { cwd }) });
  let res = "";
  child.stdout.on("data", (chunk: Buffer) => {
    res += chunk;
  });
  await ended(child);
  return res;
}

export async function ended(child: ChildProcess): Promise<void> {
  await once(child, "close");
}
