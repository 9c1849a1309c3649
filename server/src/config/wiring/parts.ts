import type {
  EventSourceMapping,
  Expansion,
  FunctionPermission,
  PolicySource,
  PolicyStatement,
  SourceGrants,
} from "../../model/role.js";
import type { LambdaFunction, Template } from "../../model/template.js";
import { ABSENT, type Guard, type Known, type Value } from "../../model/value.js";
import type { Wires } from "../triggers/wiring.js";

/** What stands around one function, except its role: `Expansion`, with what events and connectors add to roles. */
export interface Wiring extends Omit<Expansion, "role"> {
  /** What events add to a role that SAM makes, and to no other. */
  readonly grants: SourceGrants;
  /** What connectors add to the function's role, whoever made it. */
  readonly connectorGrants: SourceGrants;
}

/** A part of a function's wiring, as one resource gives it. */
export interface Part extends Partial<Wiring> {
  /** The function's logical id. */
  readonly function: string;
}

/** What the readers of wiring ask about the rest of the template. */
export interface Surroundings extends Wires {
  readonly template: WiredTemplate;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** The functions with each role of the template, by its logical id. */
  readonly functionsByRole: ReadonlyMap<string, readonly string[]>;
  /** The functions that a value names, each under the conditions under which it does. */
  functionsNamed(value: Value): readonly Named[];
}

export type WiredTemplate = Pick<Template, "resources" | "functions" | "implicitApis">;

/** A function that a value names, and the conditions under which it does. */
export interface Named {
  readonly function: string;
  readonly guards: readonly Guard[];
}

type PermissionSettings = Pick<FunctionPermission, "id" | "target"> & Partial<FunctionPermission>;

/** A permission to invoke; what is not given is absent. */
export function permissionOf(settings: PermissionSettings): FunctionPermission {
  return {
    action: textValue("lambda:InvokeFunction"),
    principal: ABSENT,
    sourceArn: ABSENT,
    sourceAccount: ABSENT,
    eventSourceToken: ABSENT,
    functionUrlAuthType: ABSENT,
    invokedViaFunctionUrl: ABSENT,
    guards: [],
    ...settings,
  };
}

export function mappingOf(
  settings: Omit<EventSourceMapping, "guards"> & Partial<EventSourceMapping>,
): EventSourceMapping {
  return { guards: [], ...settings };
}

/** A statement that SAM writes. */
export function statementOf(
  actions: readonly string[],
  resources: readonly Value[],
  from: PolicySource,
  guards: readonly Guard[] = [],
): PolicyStatement {
  return {
    effect: textValue("Allow"),
    actions: actions.map(textValue),
    resources,
    notActions: [],
    notResources: [],
    condition: ABSENT,
    from,
    guards,
  };
}

export const NO_GRANTS: SourceGrants = { managedPolicies: [], statements: [] };

export function textValue(value: string): Known {
  return { kind: "known", value };
}
