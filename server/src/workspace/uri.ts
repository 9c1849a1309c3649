import path from "node:path";
import { URI } from "vscode-uri";
import { parentOf } from "../model/path.js";
import type { FileId } from "../model/place.js";

/** Two letters at least: one letter and a colon are a Windows drive. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;
const FILE_SCHEME = /^file:/i;

/**
 * The id of an absolute path, as the system or a person writes it, or of a URI. All spellings of one file have one id:
 * letter case of the drive, backslashes, percent encoding, `..`, a slash at the end. A URI of another scheme than `file`
 * is its own id: it names no file of the disk, though it may hold the path of one (`git:/project/app.ts`).
 */
export function fileIdOf(pathOrUri: string, platform: NodeJS.Platform = process.platform): FileId {
  if (FILE_SCHEME.test(pathOrUri)) return normalised(pathOfUri(pathOrUri), platform);
  return SCHEME.test(pathOrUri) ? (pathOrUri as FileId) : normalised(pathOrUri, platform);
}

/** The path as the system writes it. */
export function pathOf(file: FileId, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" && !SCHEME.test(file) ? file.replaceAll("/", "\\") : file;
}

/** The URI of a file as VS Code writes it. */
export function uriOf(file: FileId): string {
  if (SCHEME.test(file)) return file;
  const [, authority = "", share = ""] = /^\/\/([^/]+)(.*)$/.exec(file) ?? [];
  if (authority) return URI.from({ scheme: "file", authority, path: share }).toString();
  return URI.from({ scheme: "file", path: file.startsWith("/") ? file : `/${file}` }).toString();
}

/**
 * The URIs that the client uses. Clients compare URIs as text, so that an answer has to name a file as the client
 * does; a file that it has not named is named like the nearest folder that it has.
 */
export class ClientUris {
  private readonly uris = new Map<FileId, string>();

  constructor(private readonly platform: NodeJS.Platform = process.platform) {}

  /** The id of a URI, which is remembered for it. */
  fileIdOf(uri: string): FileId {
    const file = fileIdOf(uri, this.platform);
    this.uris.set(file, uri);
    return file;
  }

  uriOf(file: FileId): string {
    const own = this.uris.get(file);
    if (own !== undefined) return own;
    for (let folder = parentOf(file), last = file; folder !== last; last = folder, folder = parentOf(folder)) {
      // A URI of another scheme is kept as it is, with a slash at its end.
      const uri = this.uris.get(folder) ?? this.uris.get(`${folder}/` as FileId);
      if (uri === undefined) continue;
      const below = file.slice(folder.endsWith("/") ? folder.length - 1 : folder.length);
      return uri.replace(/\/$/, "") + URI.from({ scheme: "file", path: below }).toString().slice("file://".length);
    }
    return uriOf(file);
  }
}

function pathOfUri(uri: string): string {
  // Some clients write a path of the network with four slashes, which `vscode-uri` takes for an error.
  const { authority, path: decoded } = URI.parse(uri.replace(/^file:\/{4,}/i, "file://"));
  return authority === "" || authority === "localhost" ? decoded : `//${authority}${decoded}`;
}

function normalised(text: string, platform: NodeJS.Platform): FileId {
  const isWindows = platform === "win32";
  const slashed = isWindows ? text.replaceAll("\\", "/") : text;
  const drive = isWindows ? /^\/?([a-z]:)(?:\/|$)/i.exec(slashed) : undefined;
  if (drive?.[1] !== undefined) {
    const below = path.posix.normalize(`/${slashed.slice(drive[0].length)}`);
    return `${drive[1].toLowerCase()}${withoutFinalSlash(below)}` as FileId;
  }
  const isNetwork = /^\/\/[^/]/.test(slashed);
  return `${isNetwork ? "/" : ""}${withoutFinalSlash(path.posix.normalize(slashed))}` as FileId;
}

function withoutFinalSlash(text: string): string {
  return text.length > 1 && text.endsWith("/") ? text.slice(0, -1) : text;
}
