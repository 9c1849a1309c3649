import type { RunTemplate } from "../config/readForRun.js";
import { parentOf, resolve } from "../model/path.js";
import type { FileId } from "../model/place.js";
import type { Resource } from "../model/template.js";
import { at, textOf, type Value } from "../model/value.js";
import { localText, whyUnknown } from "./environmentEntries.js";

export interface LayerFolders {
  /** In the order of the template. */
  readonly folders: readonly FileId[];
  /** What is not there of the layers, in sentences. */
  readonly notes: readonly string[];
}

/** The content of a function's layers, as far as the template says which folders it is made of. */
export function layerFolders(layers: Value, run: RunTemplate): LayerFolders {
  if (layers.kind === "absent" || layers.kind === "null") return { folders: [], notes: [] };
  if (layers.kind === "known") return { folders: [], notes: ["the layers are left out: they are no list"] };
  if (layers.kind !== "list") return { folders: [], notes: [`the layers are not known: ${whyUnknown(layers, run)}`] };
  const found = layers.items.map((it) => layerFolder(it, run));
  return {
    folders: found.flatMap((it) => (typeof it === "string" ? [] : [it.folder])),
    notes: found.filter((it) => typeof it === "string"),
  };
}

/** The folder, or why there is none. */
function layerFolder(value: Value, run: RunTemplate): { readonly folder: FileId } | string {
  const target = value.kind === "reference" && value.attribute === undefined ? value.target : undefined;
  const resource = target === undefined ? undefined : run.template.resources.get(target);
  if (!resource) {
    const arn = localText(value, run);
    return arn === undefined
      ? `a layer is left out: ${whyUnknown(value, run)}`
      : `the content of a layer is not here, so what it brings has to be installed beside the code: ${arn}`;
  }
  const content = textOf(contentOf(resource));
  if (content === undefined || /^[a-z][a-z0-9+]+:\/\/|\.zip$/i.test(content)) {
    return `the content of a layer is no local folder, so what it brings has to be installed beside the code: ${resource.id}`;
  }
  return { folder: resolve(parentOf(resource.file), content) };
}

function contentOf({ type, properties }: Resource): Value {
  return at(properties, type === "AWS::Serverless::LayerVersion" ? "ContentUri" : "Content");
}
