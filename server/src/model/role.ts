import type { Place } from "./place.js";
import type { Guard, ObjectValue, Value } from "./value.js";

/** What an identity policy says, and where it says it. */
export interface PolicyStatement {
  /** `Allow` or `Deny`; absent reads as `Allow`, as SAM's policy templates write it. */
  readonly effect: Value;
  readonly actions: readonly Value[];
  readonly resources: readonly Value[];
  readonly notActions: readonly Value[];
  readonly notResources: readonly Value[];
  readonly condition: Value;
  readonly from: PolicySource;
  /** The statement in the template; absent where SAM writes it. */
  readonly place?: Place | undefined;
  /** The conditions under which it is a part of the role. */
  readonly guards: readonly Guard[];
  /** `Fn::If` stands around it, even where its condition is decided. */
  readonly conditional?: boolean | undefined;
}

/** How a policy comes to a role. */
export interface PolicySource {
  readonly kind: "inline" | "policy-template" | "connector" | "attached" | "feature" | "event-source";
  /** The policy's name, the template's name, the connector's id, the attached resource's id, the property or event. */
  readonly name: string;
  readonly place?: Place | undefined;
}

/**
 * A managed policy on a role: an ARN, a reference to a policy, or a choice of those. SAM has made ARNs of the names that
 * AWS uses; any other name stays one.
 */
export interface ManagedPolicy {
  readonly value: Value;
  readonly place?: Place | undefined;
  readonly guards: readonly Guard[];
}

/** The execution role of a function. It is complete, and can be judged, when nothing of it is unseen. */
export interface Role {
  /** Made by SAM; a resource of the template; elsewhere. */
  readonly kind: "generated" | "declared" | "external";
  /** The logical id, of a generated one too. */
  readonly id?: string | undefined;
  readonly managedPolicies: readonly ManagedPolicy[];
  readonly statements: readonly PolicyStatement[];
  readonly boundary: Value;
  /** `AssumeRolePolicyDocument`; absent where SAM writes the usual one. */
  readonly trust: Value;
  /** Why there may be statements that are not here, in words. */
  readonly unseen: readonly string[];
}

/** An `AWS::Lambda::Permission`, written or made by SAM. */
export interface FunctionPermission {
  /** The logical id. */
  readonly id: string;
  readonly action: Value;
  readonly principal: Value;
  readonly sourceArn: Value;
  readonly sourceAccount: Value;
  readonly eventSourceToken: Value;
  readonly functionUrlAuthType: Value;
  readonly invokedViaFunctionUrl: Value;
  /** `FunctionName`: the function, or its alias. */
  readonly target: Value;
  /** Of the resource or of the event that it is made for. */
  readonly place?: Place | undefined;
  /** The conditions under which it is there, beside those of the function. */
  readonly guards: readonly Guard[];
}

/** An `AWS::Lambda::EventSourceMapping`, written or made by SAM. */
export interface EventSourceMapping {
  /** The logical id. */
  readonly id: string;
  /** By CloudFormation's names, without `FunctionName`. */
  readonly properties: ObjectValue;
  /** `FunctionName`: the function, or its alias. */
  readonly target: Value;
  readonly place?: Place | undefined;
  /** The conditions under which it is there, beside those of the function. */
  readonly guards: readonly Guard[];
}

/** What CloudFormation makes around a function, as the SAM transform would hand it over. */
export interface Expansion {
  readonly role: Role;
  readonly permissions: readonly FunctionPermission[];
  readonly eventSourceMappings: readonly EventSourceMapping[];
  /** `AuthType`, `InvokeMode`, `Cors` of its URL; absent without one. */
  readonly url: Value;
  /** The name of the alias that events, URL and invoke configuration go to; absent without one. */
  readonly alias: Value;
  /** By CloudFormation's names; absent without one. */
  readonly invokeConfig: Value;
}

/** What the way in which a function is invoked adds to a role that SAM makes. */
export interface SourceGrants {
  readonly managedPolicies: readonly ManagedPolicy[];
  readonly statements: readonly PolicyStatement[];
}
