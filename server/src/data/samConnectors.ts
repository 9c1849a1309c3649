import data from "./samConnectors.json";

/** What stands in the patterns of a connector: `${Source.Arn}`, `${Destination.Name}`. */
export interface ConnectorStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

interface ConnectorPermission {
  readonly principal: string;
  readonly sourceArn: string;
  readonly sourceAccount?: string | undefined;
}

interface Pair {
  readonly source: string;
  readonly destination: string;
  /** The sets of `Permissions` that are accepted, where not all are. */
  readonly combinations?: readonly (readonly string[])[] | undefined;
}

/** What SAM makes of a connector from one type of resource to another; by `Read` and `Write`. */
export type Connector =
  | (Pair & {
      /** Statements for the role of one of the two. */
      readonly kind: "role-policy";
      readonly role: "source" | "destination";
      readonly permissions: Readonly<Record<string, readonly ConnectorStatement[]>>;
    })
  | (Pair & {
      /** The source may invoke the function. */
      readonly kind: "lambda-permission";
      readonly permissions: Readonly<Record<string, ConnectorPermission>>;
    })
  | (Pair & { readonly kind: "queue-policy" | "topic-policy" });

/** How a connector names a resource that it is given by id: patterns over `${id}`. */
export interface ConnectorType {
  /** The property that holds its role. */
  readonly role?: string | undefined;
  readonly arn?: string | undefined;
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  readonly qualifier?: string | undefined;
}

/** Where the table is from, and the day on which it was read. */
export const connectorsSource: { readonly source: string; readonly date: string } = data;

/** All pairs of types that can be connected. */
export const connectors = data.connectors as readonly Connector[];

export function connectorBetween(source: string, destination: string): Connector | undefined {
  return connectors.find((it) => it.source === source && it.destination === destination);
}

export function connectorType(type: string): ConnectorType {
  return types.get(type) ?? {};
}

const types: ReadonlyMap<string, ConnectorType> = new Map(Object.entries<ConnectorType>(data.types));
