import { glob } from "tinyglobby";
import { baseName, join } from "../model/path.js";
import type { FileId } from "../model/place.js";
import type { Breath } from "./breath.js";
import type { Disk, DiskEntry } from "./disk.js";

/** How far discovery goes. The README states the depth. */
const DISCOVERY = {
  /** Folders below the root: `root/1/2/3/4/5/6/7/8/template.yaml` is the deepest that is found. */
  depth: 8,
  folders: 20_000,
  templates: 1_000,
  candidates: 10_000,
} as const;

const IGNORED_FOLDERS = new Set([
  "node_modules",
  ".git",
  ".aws-sam",
  "cdk.out",
  ".serverless",
  ".venv",
  "venv",
  "__pycache__",
  ".vscode-test",
]);
const TEMPLATE_NAME = /\.(ya?ml|json|template)$/i;
const NEVER_TEMPLATES = /^(package(-lock)?|tsconfig.*|jsconfig.*|composer|manifest|pnpm-lock|\..*)\.(json|ya?ml)$/i;

export interface Discovery {
  /** Sorted. */
  readonly templates: readonly FileId[];
  readonly troubles: readonly { readonly file: FileId; readonly message: string }[];
}

/**
 * The templates under the roots. A root that is a file is taken as it is. Links to folders are not followed, so that a
 * cycle of links ends.
 */
export async function discover(
  roots: readonly FileId[],
  patterns: readonly string[],
  disk: Disk,
  isTemplate: (text: string) => boolean,
  breath: Breath,
): Promise<Discovery> {
  const troubles: { file: FileId; message: string }[] = [];
  const templates = new Set<FileId>();
  for (const root of roots) {
    if ((await disk.kind(root)) === "file") {
      await inspect(root, true);
      continue;
    }
    for (const file of await candidates(root, disk, breath, troubles)) await inspect(file, false);
    for (const file of await matching(root, patterns)) await inspect(file, true);
  }
  return { templates: [...templates].sort(), troubles };

  async function inspect(file: FileId, named: boolean): Promise<void> {
    if (templates.has(file)) return;
    if (templates.size >= DISCOVERY.templates) return;
    await breath.take();
    const content = await disk.read(file);
    if (content.kind === "text") {
      if (isTemplate(content.text)) templates.add(file);
      else if (named)
        troubles.push({ file, message: "declares no Lambda function: no AWS::Serverless or AWS::Lambda resource" });
    } else if (content.kind === "unread" && (named || /^template\./.test(baseName(file)))) {
      troubles.push({ file, message: `${content.reason} and is not analysed` });
    }
  }
}

/** True when a change to this path can add or remove a template. */
export function mayBeTemplate(file: FileId): boolean {
  return TEMPLATE_NAME.test(file) && !NEVER_TEMPLATES.test(baseName(file));
}

async function candidates(
  root: FileId,
  disk: Disk,
  breath: Breath,
  troubles: { file: FileId; message: string }[],
): Promise<readonly FileId[]> {
  const res: FileId[] = [];
  let level: FileId[] = [root];
  let folders = 0;
  for (let depth = 0; depth <= DISCOVERY.depth && level.length > 0; depth++) {
    const below: FileId[] = [];
    for (const folder of level) {
      await breath.take();
      folders += 1;
      if (folders > DISCOVERY.folders || res.length > DISCOVERY.candidates) {
        troubles.push({
          file: root,
          message: `holds too many files to search: only the first ${DISCOVERY.candidates} were looked at; name the rest in lamplight.templates`,
        });
        return res;
      }
      for (const entry of await entriesOf(folder)) {
        if (entry.kind === "folder" && !IGNORED_FOLDERS.has(entry.name)) below.push(join(folder, entry.name));
        else if (isCandidate(entry)) res.push(join(folder, entry.name));
      }
    }
    level = below;
  }
  return res;

  async function entriesOf(folder: FileId): Promise<readonly DiskEntry[]> {
    try {
      return [...(await disk.entries(folder))].sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      troubles.push({ file: folder, message: `cannot be listed: ${code}` });
      return [];
    }
  }
}

function isCandidate({ name, kind }: DiskEntry): boolean {
  return (kind === "file" || kind === "link") && TEMPLATE_NAME.test(name) && !NEVER_TEMPLATES.test(name);
}

async function matching(root: FileId, patterns: readonly string[]): Promise<readonly FileId[]> {
  if (patterns.length === 0) return [];
  const found = await glob([...patterns], {
    cwd: root,
    absolute: true,
    followSymbolicLinks: false,
    ignore: ["**/node_modules/**", "**/.git/**"],
    dot: true,
  });
  return found.sort() as FileId[];
}
