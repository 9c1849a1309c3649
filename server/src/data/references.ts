import data from "./references.json";

/** What stands in the patterns of the table. */
export interface ReferenceNames {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

interface ReferenceShape {
  readonly ref?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Another type whose references look the same. */
  readonly like?: string | undefined;
}

/** The page that lists the types, and the day on which it was read. */
export const referencesSource: { readonly source: string; readonly date: string } = data;

const types: ReadonlyMap<string, ReferenceShape> = new Map(Object.entries<ReferenceShape>(data.types));

/** The types whose references have a shape of their own. */
export const referenceTypes: readonly string[] = [...types.keys()];

/** The attributes of a type whose looks are known. */
export function attributesOf(type: string): readonly string[] {
  return Object.keys(shapeOf(type).attributes ?? {});
}

/** What `Ref` of a resource looks like; its name, unless the type is known to give something else. */
export function refText(type: string, names: ReferenceNames): string {
  return filled(shapeOf(type).ref ?? "${name}", "", names);
}

/** What `Fn::GetAtt` of a resource looks like; for an ARN of a type that is not in the table, one as most are. */
export function attributeText(type: string, attribute: string, names: ReferenceNames): string {
  const pattern = shapeOf(type).attributes?.[attribute];
  if (pattern !== undefined) return filled(pattern, refText(type, names), names);
  if (!/Arn$/i.test(attribute)) return `local-${names.id}-${attribute}`;
  const [, service = "resource"] = type.toLowerCase().split("::");
  return `arn:aws:${service}:${names.region}:${names.account}:${names.name}`;
}

function shapeOf(type: string): ReferenceShape {
  const shape = types.get(type) ?? {};
  return shape.like === undefined ? shape : (types.get(shape.like) ?? {});
}

function filled(pattern: string, ref: string, { name, region, account }: ReferenceNames): string {
  // The ARN of `/orders/host` has one slash before the name, like that of `host`.
  const path = name.startsWith("/") ? name : `/${name}`;
  const values = new Map(Object.entries({ ref, name, path, region, account }));
  return pattern.replaceAll(/\$\{(\w+)\}/g, (hole, key: string) => values.get(key) ?? hole);
}
