import data from "./samEventTypes.json";

/** An event type of SAM, with the properties that it cannot do without. */
export interface SamEventType {
  readonly name: string;
  readonly summary: string;
  /** State machines take it too. */
  readonly stateMachine?: boolean | undefined;
  readonly properties: Readonly<Record<string, SamEventProperty>>;
}

/** How a property is filled in at first. */
export interface SamEventProperty {
  /** A reference to a resource of this type: its `Ref`, or the attribute. */
  readonly type?: string | undefined;
  readonly attribute?: string | undefined;
  readonly value?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  readonly items?: readonly string[] | undefined;
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** The one item of a list. */
  readonly item?: Readonly<Record<string, string>> | undefined;
}

export const samEventTypes: readonly SamEventType[] = Object.entries<Omit<SamEventType, "name">>(data.types).map(
  ([name, it]) => ({ name, ...it }),
);
