import data from "./samProperties.json";

/** What the SAM transform lets a property be. */
export interface SamProperty {
  /** Any of these; anything where absent. */
  readonly kinds?: readonly SamKind[] | undefined;
  readonly required?: boolean | undefined;
  readonly choices?: readonly string[] | undefined;
}

export type SamKind = "text" | "integer" | "boolean" | "map" | "list";

export type SamProperties = Readonly<Record<string, SamProperty>>;

/** Where the table is from, and the day of its source. */
export const samPropertiesSource: { readonly source: string; readonly date: string } = data;

/** The sections of Globals, each with the properties that it may have. */
export const samGlobals: Readonly<Record<string, readonly string[]>> = data.globals;

const resources = data.resources as Readonly<Record<string, SamProperties>>;
const functionEvents = data.functionEvents as Readonly<Record<string, SamProperties>>;
const stateMachineEvents = data.stateMachineEvents as Readonly<Record<string, SamProperties>>;

/** The properties of a resource type of SAM; undefined for a type that the transform does not know. */
export function samResourceProperties(type: string): SamProperties | undefined {
  return Object.hasOwn(resources, type) ? resources[type] : undefined;
}

/** The event types that a resource of SAM takes, each with its properties; undefined for one that has no events. */
export function samEventProperties(resourceType: string): Readonly<Record<string, SamProperties>> | undefined {
  if (resourceType === "AWS::Serverless::Function") return functionEvents;
  return resourceType === "AWS::Serverless::StateMachine" ? stateMachineEvents : undefined;
}
