import data from "./limits.json";

/** A quota or a range of AWS. */
export interface Limit {
  readonly id: string;
  /** What is limited, as the start of a sentence. */
  readonly name: string;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** What AWS uses when nothing is set. */
  readonly default?: number | undefined;
  readonly unit?: string | undefined;
  /** AWS raises it on request. */
  readonly adjustable: boolean;
  /** The resource types and the paths below their `Properties` that set the limited value. */
  readonly types?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly note?: string | undefined;
  /** The page that states it, and the day on which it was read. */
  readonly source: string;
  readonly date: string;
}

export const limits: readonly Limit[] = data.limits;

const byId: ReadonlyMap<string, Limit> = new Map(limits.map((it) => [it.id, it]));

/**
 * The limit with the id.
 * @throws when there is none, which is a bug of the caller
 */
export function limit(id: string): Limit {
  const res = byId.get(id);
  if (!res) throw new Error(`no such limit: ${id}`);
  return res;
}

/**
 * The upper end of the limit with the id.
 * @throws when it has none, which is a bug of the caller
 */
export function maximumOf(id: string): number {
  const { maximum } = limit(id);
  if (maximum === undefined) throw new Error(`limit without a maximum: ${id}`);
  return maximum;
}

/**
 * The limit that applies to a property. The path begins at the body of a resource (`["Properties", "Timeout"]`) or at
 * the root of the template (`["Globals", "Function", "Timeout"]`, whatever the resource type).
 */
export function limitOfProperty(path: readonly string[], resourceType: string): Limit | undefined {
  const [section, ...rest] = path;
  const [type, inside] =
    section === "Globals" && rest[0] === "Function"
      ? ["AWS::Serverless::Function", rest.slice(1)]
      : [resourceType, section === "Properties" ? rest : []];
  const joined = inside.join(".");
  return limits.find((it) => it.types?.includes(type) && it.paths?.includes(joined));
}
