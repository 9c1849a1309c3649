import data from "./samPolicyTemplates.json";

/** JSON as the data holds it: CloudFormation, with `Ref` to a parameter of the policy template. */
export type TemplateJson =
  | string
  | number
  | boolean
  | null
  | readonly TemplateJson[]
  | { readonly [key: string]: TemplateJson };

/** A policy template of SAM: `DynamoDBCrudPolicy: { TableName: ... }`. */
export interface SamPolicyTemplate {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly description: string }[];
  readonly statements: readonly TemplateJson[];
}

interface Definition {
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly statements: readonly TemplateJson[];
}

/** Where the table is from, and the day of its source. */
export const samPolicyTemplatesSource: { readonly source: string; readonly date: string } = data;

export const samPolicyTemplates: readonly SamPolicyTemplate[] = Object.entries(
  data.templates as unknown as Readonly<Record<string, Definition>>,
).map(([name, { description, parameters, statements }]) => ({
  name,
  description,
  parameters: Object.entries(parameters).map(([parameter, text]) => ({ name: parameter, description: text })),
  statements,
}));

const byName: ReadonlyMap<string, SamPolicyTemplate> = new Map(samPolicyTemplates.map((it) => [it.name, it]));

export function samPolicyTemplate(name: string): SamPolicyTemplate | undefined {
  return byName.get(name);
}
