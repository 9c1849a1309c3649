import { homedir } from "node:os";
import path from "node:path";

/** Where compiled code is kept from run to run. All of it can be deleted at any time. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const home = homedir();
  const places: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
    darwin: path.join(home, "Library", "Caches"),
    win32: environment["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"),
  };
  const caches = places[process.platform] ?? (environment["XDG_CACHE_HOME"] || path.join(home, ".cache"));
  return path.join(caches, "lamplight");
}
