import { Refusal } from "../refusal.js";
import { type NodePin, nodePin } from "./nodePin.js";
import { compareVersions, type KnownNode, managedNodes, nodesOnPath } from "./nodePlaces.js";
import { askNode, type InstalledNode, majorOf, versionOfNode } from "./nodeVersion.js";
import type { Surroundings } from "./pythonEnvironments.js";
import type { FoundRuntime } from "./runtime.js";

export interface NodeSearch extends Surroundings {
  /** The major version of the function's `Runtime`. */
  readonly major: number;
  /** Executable that the user chose. */
  readonly chosen?: string | undefined;
  /** What runs the invoker itself. */
  readonly invoker?: InvokerNode | undefined;
}

interface InvokerNode extends InstalledNode {
  /** It is an editor, and a Node only when it is told so. */
  readonly isEditor: boolean;
}

/** The oldest version that the bootstrap runs on. */
const OLDEST_MAJOR = 18;

/**
 * The Node to run a function with: the user's choice, one of the function's own version, the one whose version is
 * nearest, and as the last resort the one that runs the invoker. @throws Refusal when the chosen one does not run
 */
export async function findNode(search: NodeSearch): Promise<FoundRuntime> {
  const { major, chosen, own } = search;
  if (chosen) return chosenNode(search, chosen);
  const pin = nodePin(search);
  const managed = managedNodes(own).filter((it) => majorOf(it.version) >= OLDEST_MAJOR);
  const pinned = pin && majorOf(pin.version) === major ? managed.find((it) => fits(it, pin)) : undefined;
  if (pinned) return described(pinned, search, pin);
  const onPath = await firstOnPath(search);
  const { isEditor, ...invoker } = search.invoker ?? thisProcess();
  const others = [...onPath, ...managed, ...(isEditor ? [] : [{ ...invoker, from: "Lamplight's own" }])];
  const found = others.find((it) => majorOf(it.version) === major) ?? nearest(others, major);
  return found ? described(found, search, pin) : lastResort(invoker, major);
}

async function chosenNode({ codeRoot, major }: NodeSearch, chosen: string): Promise<FoundRuntime> {
  const node = await askNode(chosen, codeRoot);
  if (!node) throw new Refusal(`the chosen Node.js does not run: choose another, or none to have one found: ${chosen}`);
  if (majorOf(node.version) < OLDEST_MAJOR) {
    throw new Refusal(
      `the chosen Node.js is too old to run functions here: choose Node.js ${OLDEST_MAJOR} or later: ${chosen} is ${node.version}`,
    );
  }
  return { ...node, ...(majorOf(node.version) !== major && { note: otherVersion(node.version, "as chosen", major) }) };
}

/** Those before the first one of the right version are not left out: they may be the nearest. */
async function firstOnPath({ own, codeRoot, major }: NodeSearch): Promise<readonly KnownNode[]> {
  const res: KnownNode[] = [];
  for (const executable of nodesOnPath(own)) {
    const node = await versionOfNode(executable, codeRoot);
    if (node && majorOf(node.version) >= OLDEST_MAJOR) res.push({ ...node, from: "PATH" });
    if (node && majorOf(node.version) === major) break;
  }
  return res;
}

/** `22.11` fits `22.11.1`. */
function fits({ version }: InstalledNode, pin: NodePin): boolean {
  return `${version}.`.startsWith(`${pin.version}.`);
}

/** Of two that are as near, the newer. */
function nearest(nodes: readonly KnownNode[], major: number): KnownNode | undefined {
  const distance = ({ version }: KnownNode) => Math.abs(majorOf(version) - major);
  return [...nodes].sort((a, b) => distance(a) - distance(b) || compareVersions(b.version, a.version))[0];
}

function described(node: KnownNode, { major }: NodeSearch, pin: NodePin | undefined): FoundRuntime {
  const { path, version, from } = node;
  const notes = [
    ...(majorOf(version) === major ? [] : [`${otherVersion(version, from, major)}: ${remedy(major)}`]),
    ...(pin && majorOf(pin.version) !== major
      ? [`${pin.file} asks for Node.js ${pin.version}, the template for ${major}`]
      : []),
  ];
  return { path, version, ...(notes.length > 0 && { note: notes.join("; ") }) };
}

function lastResort({ path, version }: InstalledNode, major: number): FoundRuntime {
  return {
    path,
    version,
    note: `runs on the Node.js ${version} of the editor, as no other was found: ${remedy(major)}`,
    variables: { ELECTRON_RUN_AS_NODE: "1" },
  };
}

function otherVersion(version: string, from: string, major: number): string {
  return `runs on Node.js ${version} (${from}), not on ${major}`;
}

function remedy(major: number): string {
  return `install Node.js ${major}, or name another by lamplight.run.nodePath or --node`;
}

function thisProcess(): InvokerNode {
  const { execPath: path, versions } = process;
  return { path, version: versions.node, isEditor: "electron" in versions };
}
