import path from "node:path";

/** The versions of Node that functions are tested with. */
export const nodes = [20, 22, 24].map((major) => ({ major, nodePath: nodePathOf(major) }));

export function nodePathOf(major: number): string {
  const name = `node-${process.platform}-${process.arch}`;
  return path.resolve(`node_modules/.cache/nodes/${major}/node_modules/${name}/bin/node`);
}
