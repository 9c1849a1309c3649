import path from "node:path";

/** The versions of Node that functions are tested with. */
export const nodes = [20, 22, 24].map((major) => ({
  major,
  nodePath: path.resolve(
    `node_modules/.cache/nodes/${major}/node_modules/node-${process.platform}-${process.arch}/bin/node`,
  ),
}));
