import { compareVersions } from "./nodePlaces.js";

/**
 * What Lambda turns off that Node.js has on: `require` of ES modules up to 22, and telling modules by their syntax in 22.
 * `NODE_OPTIONS` turns it on again. Source: developer guide, "Building Lambda functions with Node.js", 2026-02.
 */
export function moduleFlags(major: number, version: string, nodeOptions: string): readonly string[] {
  const features = [
    { name: "experimental-require-module", isOff: major <= 22, since: ["20.19.0", "22.12.0"] },
    { name: "experimental-detect-module", isOff: major === 22, since: ["20.19.0", "22.7.0"] },
  ];
  return features
    .filter(({ name, isOff, since }) => isOff && isOnByDefault(version, since) && !nodeOptions.includes(`--${name}`))
    .map(({ name }) => `--no-${name}`);
}

/** `since` in version 20 and in version 22; it is older than neither. */
function isOnByDefault(version: string, since: readonly string[]): boolean {
  const own = since.find((it) => Number.parseInt(it, 10) === Number.parseInt(version, 10));
  return compareVersions(version, own ?? since.at(-1) ?? "") >= 0;
}
