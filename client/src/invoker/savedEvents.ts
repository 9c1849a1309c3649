import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { FunctionSpec } from "../../../server/src/protocol.js";
import { MAX_EVENT_BYTES, oversizeProblem, unmarked } from "./event.js";
import { Refusal } from "./refusal.js";

const FOLDER = "events";

/** As many are listed; nobody picks from more. */
const MAX_LISTED = 200;

/** Where the events of a function are kept: beside its template, or beside its code where no template names it. */
export function eventsFolder({ template, code, root }: FunctionSpec): string {
  const beside = template === undefined ? (code.kind === "folder" ? code.root : root) : path.dirname(template);
  return path.join(beside, FOLDER);
}

export interface SavedEvents {
  /** Absolute paths of those whose name begins with the function's. */
  readonly own: readonly string[];
  readonly others: readonly string[];
}

export function savedEvents(spec: FunctionSpec): SavedEvents {
  const ownName = new RegExp(`^${spec.id.replace(/\W/g, "\\$&")}(?![a-z0-9])`, "i");
  const files = jsonFiles(eventsFolder(spec), 2).sort().slice(0, MAX_LISTED);
  const isOwn = (file: string) => ownName.test(path.basename(file));
  return { own: files.filter(isOwn), others: files.filter((it) => !isOwn(it)) };
}

/** Writes an event to a new file, `events/OrdersFunction.http-api.json`; gives its path. */
export function saveEvent(spec: FunctionSpec, source: string, text: string): string {
  const folder = eventsFolder(spec);
  mkdirSync(folder, { recursive: true });
  for (let count = 1; ; count += 1) {
    const name = [spec.id, source, ...(count > 1 ? [count] : []), "json"].join(".");
    const file = path.join(folder, name);
    try {
      writeFileSync(file, text, { flag: "wx" });
      return file;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

/** @throws Refusal for a file that cannot be an event: what, why, what to do */
export function readEvent(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_EVENT_BYTES) throw new Refusal(oversizeProblem(size));
    return unmarked(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(`the event could not be read, choose another: ${why}`);
  }
}

function jsonFiles(folder: string, depth: number): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((it) => {
      const file = path.join(folder, it.name);
      if (it.isDirectory()) return depth > 1 ? jsonFiles(file, depth - 1) : [];
      return it.name.endsWith(".json") ? [file] : [];
    });
  } catch {
    return [];
  }
}
