import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { AwsAccess } from "./messages.js";

/** Nobody's: they sign requests that no service will ever see. */
const NO_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: "ASIALOCALRUN00000000",
  AWS_SECRET_ACCESS_KEY: "local-run",
  AWS_SESSION_TOKEN: "local-run",
};

/** The variables that lead the calls of a function to where the user wants them. */
export function awsVariables(
  access: AwsAccess,
  gate: string,
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const local = { ...NO_CREDENTIALS, AWS_EC2_METADATA_DISABLED: "true" };
  switch (access.kind) {
    case "blocked":
      return { ...local, AWS_ENDPOINT_URL: gate };
    case "endpoint":
      return { ...local, AWS_ENDPOINT_URL: access.url };
    case "profile": {
      const region = regionOf(access.profile, own);
      return {
        AWS_PROFILE: access.profile,
        AWS_SDK_LOAD_CONFIG: "1",
        ...(region && { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
        ...kept(own, ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE"]),
      };
    }
    default:
      return access satisfies never;
  }
}

/** The region that a profile names. */
function regionOf(profile: string, own: Readonly<Record<string, string | undefined>>): string | undefined {
  const section = profile === "default" ? "default" : `profile ${profile}`;
  let inside = false;
  for (const line of configLines(own["AWS_CONFIG_FILE"] ?? path.join(homedir(), ".aws", "config"))) {
    const [, heading] = /^\s*\[\s*(.+?)\s*\]/.exec(line) ?? [];
    if (heading !== undefined) inside = heading === section;
    const [, region] = /^region\s*=\s*(\S+)/.exec(line) ?? [];
    if (inside && region !== undefined) return region;
  }
  return undefined;
}

function configLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/);
  } catch {
    return [];
  }
}

function kept(own: Readonly<Record<string, string | undefined>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((it) => (own[it] === undefined ? [] : [[it, own[it]]])));
}
