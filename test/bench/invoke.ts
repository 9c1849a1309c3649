import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Bench } from "./bench.js";
import { cold } from "./cold.js";
import { comparePeers } from "./comparePeers.js";
import { limits } from "./limits.js";
import { saved } from "./saved.js";
import { header, row } from "./table.js";
import { warm } from "./warm.js";

/** Prints what running functions takes. Ratios are of figures that were measured side by side; only they travel. */
export async function benchInvoke(dist: string, wanted: string): Promise<void> {
  const bench: Bench = { dist, scratch: mkdtempSync(path.join(tmpdir(), "lamplight-bench-")) };
  const subjects = { cold, warm, peers: comparePeers, saved, limits };
  // The first Node of the PATH is the one that a user without any setting gets.
  process.env["PATH"] = [path.dirname(process.execPath), process.env["PATH"]].join(path.delimiter);
  console.log(`Node.js ${process.versions.node}, ${process.platform} ${process.arch}`);
  try {
    for (const [name, measure] of Object.entries(subjects)) {
      if (name.includes(wanted)) await reported(name, () => measure(bench));
    }
  } finally {
    rmSync(bench.scratch, { recursive: true, force: true });
  }
}

/** What cannot be measured is told, and costs nothing else. */
async function reported(name: string, measure: () => Promise<void>): Promise<void> {
  try {
    await measure();
  } catch (error) {
    header(name);
    row(`not measured: ${error instanceof Error ? error.message : error}`, "");
  }
}
