import data from "./managedPolicies.json";

/** Where the index is from, and the day of the latest change in it. */
export const managedPoliciesSource: { readonly source: string; readonly date: string } = data;

const paths: ReadonlyMap<string, string> = new Map(
  Object.entries<readonly string[]>(data.paths).flatMap(([path, names]) => names.map((it) => [it, path] as const)),
);

/** The names of the policies that AWS manages. */
export const managedPolicyNames: readonly string[] = [...paths.keys()];

/** The ARN of a policy that AWS manages, by its name without path; undefined for names that AWS does not use. */
export function managedPolicyArn(name: string): string | undefined {
  const path = paths.get(name);
  return path === undefined ? undefined : `arn:aws:iam::aws:policy/${path}${name}`;
}

/** The name of the policy that AWS manages which an ARN means, in any partition; undefined for all other ARNs. */
export function managedPolicyName(arn: string): string | undefined {
  const [, path = "", name = ""] = /^arn:aws[\w-]*:iam::aws:policy\/(.*\/)?([^/]+)$/.exec(arn) ?? [];
  return paths.get(name) === path ? name : undefined;
}
