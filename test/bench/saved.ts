import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Invoker } from "../../client/src/invoker/client.js";
import type { FunctionSpec } from "../../server/src/protocol.js";
import { type Bench, layOut, newInvoker, payloadOf, TRIVIAL } from "./bench.js";
import { FILES, generateHandler, SAVED_FILE, savedText } from "./generateHandler.js";
import { interleaved, outputOf, type Sample, timed } from "./measure.js";
import { header, milliseconds, row, timesAsLong } from "./table.js";

const SAVES = 10;
const FIRST_RUNS = 3;

/** What a project has of its own to compile with: names of packages, and where this repository has them. */
const PROJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "nothing around": {},
  "its own typescript": { typescript: "typescript6" },
  "its own esbuild": { esbuild: "esbuild", "@esbuild": "@esbuild" },
};

/** From a file that was saved to the response of the function that it is a part of. */
export async function saved(bench: Bench): Promise<void> {
  const bytes = Object.values(generateHandler()).reduce((sum, it) => sum + it.length, 0);
  header(
    `save to response: a TypeScript handler of ${FILES} files, ${Math.round(bytes / 1000)} KB, enums, a path alias`,
  );
  const specs = Object.entries(PROJECTS).map(([name, packages]) => [name, project(bench, name, packages)] as const);
  const first = await firstRuns(bench, specs);
  const invoker = newInvoker(bench, "cache-saved");
  try {
    for (const [, spec] of specs) await payloadOf(invoker, spec);
    const { node, ...after } = await interleaved(SAVES, {
      node: () => timed(() => outputOf(process.execPath, ["-e", "0"])),
      ...Object.fromEntries(specs.map(([name, spec]) => [name, (round: number) => saveAndRun(invoker, spec, round)])),
    } as Readonly<Record<string, (round: number) => Promise<number>>>);
    if (node) row("node -e 0", milliseconds(node));
    for (const [name] of specs) {
      show(`first run, ${name}`, first[name], node);
      show(`one file saved, ${name}`, after[name], node, "300 ms");
    }
  } finally {
    await invoker.close();
  }
}

/** With an empty cache, in an invoker that has run something else. */
async function firstRuns(
  bench: Bench,
  specs: readonly (readonly [string, FunctionSpec])[],
): Promise<Readonly<Record<string, Sample>>> {
  const other = layOut(bench, "other", { "index.js": TRIVIAL });
  return interleaved(
    FIRST_RUNS,
    Object.fromEntries(
      specs.map(([name, spec]) => [
        name,
        async (round: number) => {
          const invoker = newInvoker(bench, `cache-${name}-${round}`);
          try {
            await payloadOf(invoker, other);
            return await timed(() => payloadOf(invoker, spec));
          } finally {
            await invoker.close();
          }
        },
      ]),
    ),
  );
}

async function saveAndRun(invoker: Invoker, spec: FunctionSpec, round: number): Promise<number> {
  const word = `word ${round}`;
  const text = savedText(word);
  let payload = "";
  const res = await timed(async () => {
    writeFileSync(path.join(spec.root, SAVED_FILE), text);
    payload = await payloadOf(invoker, spec);
  });
  if (!payload.includes(word)) throw new Error(`the saved file was not run: ${payload}`);
  return res;
}

function project(bench: Bench, name: string, packages: Readonly<Record<string, string>>): FunctionSpec {
  const folder = `project ${name}`;
  const root = path.join(bench.scratch, folder);
  const source = { file: path.join(root, "src/handler.ts"), export: "handler" };
  const spec = layOut(bench, folder, generateHandler(), {
    handler: "src/handler.handler",
    code: { kind: "folder", root, built: true, source },
  });
  for (const [as, from] of Object.entries(packages)) {
    mkdirSync(path.join(root, "node_modules"), { recursive: true });
    link(path.resolve("node_modules", from), path.join(root, "node_modules", as));
  }
  return spec;
}

/** Windows lets few users make links. */
function link(from: string, to: string): void {
  if (process.platform === "win32") cpSync(from, to, { recursive: true });
  else symlinkSync(from, to);
}

function show(name: string, sample: Sample | undefined, node: Sample | undefined, aim?: string): void {
  if (!sample) return;
  const ratio = node && timesAsLong(sample, node, "node -e 0");
  row(name, milliseconds(sample), { ...(ratio !== undefined && { ratio }), ...(aim !== undefined && { aim }) });
}
