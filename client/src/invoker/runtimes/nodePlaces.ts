import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { type InstalledNode, majorOf } from "./nodeVersion.js";
import { homeOf, type Surroundings } from "./pythonEnvironments.js";

/** Where a version manager keeps its versions. */
interface VersionFolder {
  /** `nvm`. */
  readonly manager: string;
  readonly folder: string;
}

/** A Node and how the user knows it. */
export interface KnownNode extends InstalledNode {
  /** `nvm`, `PATH`. */
  readonly from: string;
}

const ON_WINDOWS = process.platform === "win32";

/** The executables `node` of the `PATH`, in its order. */
export function nodesOnPath(own: Surroundings["own"]): readonly string[] {
  const folders = (own["PATH"] ?? own["Path"] ?? "").split(path.delimiter).filter((it) => path.isAbsolute(it));
  return [...new Set(folders)].map((it) => path.join(it, ON_WINDOWS ? "node.exe" : "node")).filter(isFile);
}

/** What nvm, fnm, Volta, asdf, mise, nodenv and n have installed: by manager, the newest first. */
export function managedNodes(own: Surroundings["own"]): readonly KnownNode[] {
  return versionFolders(own).flatMap(({ manager, folder }) =>
    namesIn(folder)
      .flatMap((name) => nodeIn(path.join(folder, name), name, manager))
      .sort((a, b) => compareVersions(b.version, a.version)),
  );
}

export function compareVersions(one: string, other: string): number {
  const numbers = other.split(".").map(Number);
  const [difference = 0] = one
    .split(".")
    .map((it, index) => Number(it) - (numbers[index] ?? 0))
    .filter((it) => it !== 0);
  return difference;
}

function versionFolders(own: Surroundings["own"]): readonly VersionFolder[] {
  const home = homeOf(own);
  const data = own["XDG_DATA_HOME"] ?? path.join(home, ".local", "share");
  const roaming = own["APPDATA"] ?? path.join(home, "AppData", "Roaming");
  const local = own["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local");
  const fnm = own["FNM_DIR"]
    ? [own["FNM_DIR"]]
    : [
        path.join(data, "fnm"),
        path.join(home, "Library", "Application Support", "fnm"),
        path.join(roaming, "fnm"),
        path.join(home, ".fnm"),
      ];
  const volta = own["VOLTA_HOME"] ? [own["VOLTA_HOME"]] : [path.join(home, ".volta"), path.join(local, "Volta")];
  return [
    { manager: "nvm", folder: path.join(own["NVM_DIR"] ?? path.join(home, ".nvm"), "versions", "node") },
    { manager: "nvm", folder: own["NVM_HOME"] ?? path.join(roaming, "nvm") },
    ...fnm.map((it) => ({ manager: "fnm", folder: path.join(it, "node-versions") })),
    ...volta.map((it) => ({ manager: "Volta", folder: path.join(it, "tools", "image", "node") })),
    { manager: "asdf", folder: path.join(own["ASDF_DATA_DIR"] ?? path.join(home, ".asdf"), "installs", "nodejs") },
    { manager: "mise", folder: path.join(own["MISE_DATA_DIR"] ?? path.join(data, "mise"), "installs", "node") },
    { manager: "nodenv", folder: path.join(own["NODENV_ROOT"] ?? path.join(home, ".nodenv"), "versions") },
    { manager: "n", folder: path.join(own["N_PREFIX"] ?? "/usr/local", "n", "versions", "node") },
  ];
}

/** `v22.11.0` of nvm and fnm, `22.11.0` of the others. */
function nodeIn(folder: string, name: string, from: string): readonly KnownNode[] {
  const [, version] = /^v?(\d+\.\d+\.\d+)$/.exec(name) ?? [];
  if (version === undefined || Number.isNaN(majorOf(version))) return [];
  const file = ["installation/bin/node", "bin/node", "installation/node.exe", "node.exe"]
    .map((it) => path.join(folder, it))
    .find(isFile);
  return file === undefined ? [] : [{ path: file, version, from }];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
