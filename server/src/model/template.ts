import type { FileId, Place } from "./place.js";
import type { Expansion } from "./role.js";
import type { Trigger } from "./trigger.js";
import type { Guard, ObjectValue, Value } from "./value.js";

/** A resource as written, its properties evaluated; for SAM functions the Globals are merged in. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly file: FileId;
  /** The logical id where it is declared. */
  readonly place: Place;
  readonly properties: ObjectValue;
  readonly metadata: Value;
  /** SAM's connectors that have it as their source. */
  readonly connectors?: Value | undefined;
  /** Logical ids in its `DependsOn`. */
  readonly dependsOn?: readonly string[] | undefined;
  /** Name of the condition under which it exists. */
  readonly condition?: string | undefined;
  /** That condition as guards of values spell it. */
  readonly existsWhen?: Guard | undefined;
  /** A syntax error lies inside: the resource may say more than was read, so nothing is reported in it. */
  readonly broken: boolean;
  /** Its condition is decided and does not hold: the resource is never created. */
  readonly excluded?: boolean | undefined;
}

/** Where a function's code comes from. */
export type CodeSource =
  /** A local path, resolved against the template's folder. */
  | { readonly kind: "local"; readonly path: FileId; readonly value: Value }
  | { readonly kind: "inline"; readonly value: Value }
  /** A bucket, an image, a reference: nothing here to read. */
  | { readonly kind: "elsewhere"; readonly reason: string };

/** Every value is effective: after Globals, parameters and mappings, and `absent` when not set. */
export interface LambdaFunction {
  readonly id: string;
  readonly resource: Resource;
  readonly dialect: "sam" | "cloudformation";
  readonly code: CodeSource;
  readonly packageType: Value;
  readonly runtime: Value;
  readonly handler: Value;
  /** Seconds. */
  readonly timeout: Value;
  /** MB. */
  readonly memorySize: Value;
  /** MB, `EphemeralStorage.Size`. */
  readonly ephemeralStorage: Value;
  readonly environment: Value;
  readonly layers: Value;
  readonly functionName: Value;
  readonly description: Value;
  readonly logGroup: Value;
  /** `Text` or `JSON`. */
  readonly logFormat: Value;
  readonly applicationLogLevel: Value;
  readonly snapStart: Value;
  readonly fileSystems: Value;
  readonly capacityProvider: Value;
  readonly tenancy: Value;
  readonly architectures: Value;
  readonly role: Value;
  readonly policies: Value;
  /** SAM's `AutoPublishAlias`; absent in CloudFormation. */
  readonly autoPublishAlias: Value;
  readonly provisionedConcurrency: Value;
  /** How SAM builds it: `Metadata.BuildMethod` and `BuildProperties`. */
  readonly build: Value;
}

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly place: Place;
  readonly default: Value;
  readonly allowedValues: Value;
  readonly noEcho: boolean;
}

/** A suppression comment or `Metadata` entry. */
export interface Suppression {
  readonly scope: "next-line" | "line" | "file" | "resource";
  /** A rule id or a group. */
  readonly rule: string;
  /** The id within the comment: where an unused suppression is reported. */
  readonly place: Place;
  /** The whole comment or list item: what the fix for an unused suppression removes. */
  readonly whole: Place;
  /** Zero-based line that it speaks of, for `next-line` and `line`, computed against the text it came from. */
  readonly line?: number | undefined;
  /** The logical id, for `resource`. */
  readonly resource?: string | undefined;
}

/** A YAML or JSON template, read as far as it can be read. */
export interface Template {
  readonly file: FileId;
  readonly dialect: "sam" | "cloudformation";
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly functions: readonly LambdaFunction[];
  /** The APIs that SAM makes for events which name none, by the ids that it gives them, as `Globals` sets them up. */
  readonly implicitApis: ReadonlyMap<string, Resource>;
  /** What invokes each function, by its logical id. */
  readonly triggers: ReadonlyMap<string, readonly Trigger[]>;
  /** What stands around each function, by its logical id, as CloudFormation would make it. */
  readonly expansions: ReadonlyMap<string, Expansion>;
  /** The parameters that each condition depends on, through other conditions too. */
  readonly conditionParameters: ReadonlyMap<string, ReadonlySet<string>>;
  /** The macros that `Transform` names, SAM's own among them. */
  readonly transforms: readonly string[];
  /** The Globals section as written; absent without one. */
  readonly globals: Value;
  /** Why resources may be missing from `resources`: unknown macros, `Fn::ForEach`, a section that does not parse. */
  readonly open: readonly string[];
}
