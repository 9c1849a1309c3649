import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Invoker } from "../../client/src/invoker/client.js";
import type { FunctionSpec } from "../../server/src/protocol.js";
import { specOf } from "../support/invoke.js";

/** Where a benchmark of the invoker works. */
export interface Bench {
  /** Folder with `invoker.js` as it is shipped. */
  readonly dist: string;
  /** A folder for everything that a benchmark writes; removed afterwards. */
  readonly scratch: string;
}

/** The runtime that the Node of the benchmark stands for. */
export const RUNTIME = `nodejs${process.versions.node.split(".")[0]}.x`;

/** A function that does nothing, and tells what it took to get there. */
export const TRIVIAL = "exports.handler = async () => ({ cpu: process.cpuUsage(), parent: process.ppid });\n";

export function newInvoker({ dist, scratch }: Bench, cache = "cache"): Invoker {
  return new Invoker({
    module: path.join(dist, "invoker.js"),
    execPath: process.execPath,
    cacheFolder: path.join(scratch, cache),
  });
}

/** Writes the files of a function. */
export function layOut(
  { scratch }: Bench,
  name: string,
  files: Readonly<Record<string, string>>,
  spec: Partial<FunctionSpec> = {},
): FunctionSpec {
  const root = path.join(scratch, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return specOf(root, { id: name, name, runtime: RUNTIME, timeout: 60, ...spec });
}

/** What the function answers. @throws when it fails: a figure of a failure is none */
export async function payloadOf(invoker: Invoker, spec: FunctionSpec, event = "{}"): Promise<string> {
  const { outcome } = await invoker.run(spec, event, { aws: { kind: "blocked" } }).invocation;
  if (outcome.kind === "success") return outcome.payload;
  throw new Error(`${spec.id} failed: ${JSON.stringify(outcome)}`);
}
