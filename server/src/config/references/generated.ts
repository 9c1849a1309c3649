import type { TemplateSyntax } from "../syntax/document.js";
import { entryNamed, type MapEntry } from "../syntax/node.js";

/** What SAM appends to the logical id of a resource for the resources that it makes for it. */
const SUFFIXES: Readonly<Record<string, RegExp>> = {
  "AWS::Serverless::Function":
    /^(?:Role|Url|UrlPublicPermissions|URLInvokeAllowPublicAccess|EventInvokeConfig(?:On(?:Success|Failure)(?:Queue|Topic))?|DeploymentGroup|CognitoPermission|Version[\da-f]{10}|Alias\w+)$/,
  "AWS::Serverless::StateMachine": /^(?:Role|Version[\da-f]{10}|Alias\w+)$/,
  "AWS::Serverless::Api": /^(?:\w*Stage|Deployment[\da-f]{10}|\w+AuthorizerPermission|UsagePlan|UsagePlanKey|ApiKey)$/,
  "AWS::Serverless::HttpApi": /^(?:\w*Stage|\w+AuthorizerPermission)$/,
  "AWS::Serverless::WebSocketApi": /^(?:\w*Stage|\w+(?:Route|Integration|Permission)|ConnectAuthorizer)$/,
  "AWS::Serverless::GraphQLApi": /^(?:Schema|CloudWatchRole|\w+DataSource(?:Role)?)$/,
  "AWS::Serverless::CapacityProvider": /^OperatorRole$/,
  "AWS::Serverless::LayerVersion": /^[\da-f]{10}$/,
};

const OF_EVENTS = /^(?:Permission\w*|Queue|QueuePolicy|EventSourceMapping|Role)?$/;
const OF_CONNECTORS = /^(?:\w*Policy|\w*Permission)?$/;

/** The resource that SAM makes an id for: `Orders` of `OrdersRole`. Undefined when no resource makes it. */
export function makerOf(id: string, { resources }: TemplateSyntax): string | undefined {
  for (let length = id.length - 1; length > 0; length--) {
    const placed = resources.get(id.slice(0, length));
    if (placed && makes(placed.entry, id.slice(length))) return placed.entry.key;
  }
  return undefined;
}

/** The resource whose id SAM would make again for a resource, had that another id. */
export function clashOf(id: string, newId: string, { resources }: TemplateSyntax): string | undefined {
  const renamed = resources.get(id)?.entry;
  if (!renamed) return undefined;
  return [...resources.keys()].find((it) => it.startsWith(newId) && makes(renamed, it.slice(newId.length)));
}

function makes({ value }: MapEntry, suffix: string): boolean {
  const typeNode = entryNamed(value, "Type")?.value;
  const type = typeNode?.kind === "scalar" ? typeNode.text : "";
  // With a role of its own, it is made none.
  if (suffix === "Role" && entryNamed(entryNamed(value, "Properties")?.value, "Role")) return false;
  if (Object.hasOwn(SUFFIXES, type) && SUFFIXES[type]?.test(suffix)) return true;
  const events = type.startsWith("AWS::Serverless::")
    ? entryNamed(entryNamed(value, "Properties")?.value, "Events")
    : undefined;
  return continues(events, suffix, OF_EVENTS) || continues(entryNamed(value, "Connectors"), suffix, OF_CONNECTORS);
}

/** One of the entries, followed by what is allowed behind it. */
function continues(entries: MapEntry | undefined, suffix: string, behind: RegExp): boolean {
  const keys = entries?.value.kind === "map" ? entries.value.entries.map((it) => it.key) : [];
  return keys.some((it) => it !== "" && suffix.startsWith(it) && behind.test(suffix.slice(it.length)));
}
