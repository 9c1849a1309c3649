import { readFileSync } from "node:fs";
import { type Bench, layOut, newInvoker, payloadOf, TRIVIAL } from "./bench.js";
import { interleaved, outputOf, sampleOf, timed } from "./measure.js";
import { header, milliseconds, row, timesAsLong } from "./table.js";

const ROUNDS = 21;
const OWN_CPU = "process.stdout.write(JSON.stringify(process.cpuUsage()))";

/** The first invocation of a function, in an invoker that is there. */
export async function cold(bench: Bench): Promise<void> {
  header("cold invoke: a new environment each time, in an invoker that runs");
  await coldNode(bench);
  await coldPython(bench);
}

async function coldNode(bench: Bench): Promise<void> {
  const invoker = newInvoker(bench);
  const spec = layOut(bench, "trivial", { "index.js": TRIVIAL });
  try {
    const first = cpuOf(await payloadOf(invoker, spec));
    const cpu: number[] = [];
    const nodeCpu: number[] = [];
    const invokerBefore = cpuTime(first.parent);
    const { node, invoke } = await interleaved(ROUNDS, {
      node: () => timed(() => outputOf(process.execPath, ["-e", "0"])),
      invoke: (round) =>
        timed(async () => {
          const { used } = cpuOf(await payloadOf(invoker, { ...spec, id: `trivial-${round}` }));
          cpu.push(used);
        }),
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      nodeCpu.push(cpuOf(`{"cpu":${await outputOf(process.execPath, ["-e", OWN_CPU])}}`).used);
    }
    row("node -e 0", milliseconds(node));
    row("JavaScript, request to response", milliseconds(invoke), budget(timesAsLong(invoke, node, "node -e 0")));
    const [environment, plain] = [sampleOf(cpu), sampleOf(nodeCpu)];
    row("  CPU time of the function's process", milliseconds(environment), {
      ratio: timesAsLong(environment, plain, "node -e 0"),
    });
    const own = (cpuTime(first.parent) - invokerBefore) / ROUNDS;
    if (own > 0) row("  CPU time of the invoker, mean", `${own.toFixed(1)} ms`);
  } finally {
    await invoker.close();
  }
}

async function coldPython(bench: Bench): Promise<void> {
  const { executable, runtime } = await pythonHere();
  const text = "def handler(event, context):\n    return 1\n";
  const spec = layOut(bench, "trivial-python", { "index.py": text }, { runtime });
  const invoker = newInvoker(bench);
  try {
    await payloadOf(invoker, spec);
    const { python, invoke } = await interleaved(ROUNDS, {
      python: () => timed(() => outputOf(executable, ["-c", "pass"])),
      invoke: (round) => timed(() => payloadOf(invoker, { ...spec, id: `python-${round}` })),
    });
    row("python3 -c pass", milliseconds(python));
    row("Python, request to response", milliseconds(invoke), budget(timesAsLong(invoke, python, "python3 -c pass")));
  } catch (error) {
    row("Python, request to response", `none: ${(error as Error).message}`);
  } finally {
    await invoker.close();
  }
}

/** The interpreter itself: what `python3` names may be a script that looks for it. */
async function pythonHere(): Promise<{ readonly executable: string; readonly runtime: string }> {
  const ask = "import sys; print(sys.executable); print('python%d.%d' % sys.version_info[:2])";
  const [executable = "python3", runtime = "python3.13"] = (await outputOf("python3", ["-c", ask])).split("\n");
  return { executable, runtime };
}

function budget(ratio: string): { ratio: string; required: string; aim: string } {
  return { ratio, required: "<= 1.5 x", aim: "<= 1.2 x" };
}

/** What the trivial function says of its process; milliseconds. */
function cpuOf(payload: string): { readonly used: number; readonly parent: number } {
  const { cpu, parent } = JSON.parse(payload) as { cpu: NodeJS.CpuUsage; parent: number };
  return { used: (cpu.user + cpu.system) / 1000, parent };
}

/** Milliseconds of another process so far, in the kernel's steps of ten; 0 where that cannot be told. */
function cpuTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}
