import { type Wiring, wiringOf } from "../../../server/src/config/wiring/wiringOf.js";
import type { FunctionPermission, PolicyStatement } from "../../../server/src/model/role.js";
import type { Guard, Value } from "../../../server/src/model/value.js";
import { functionNamed, read, show } from "./show.js";

/** What stands around a function of a template. */
export function wiring(text: string, id = "F"): Wiring {
  const reading = read(text);
  return wiringOf(functionNamed(reading, id), reading.template);
}

/** Permissions, mappings and what the role gets, each in a line. */
export function wired(text: string, id = "F"): readonly string[] {
  const { permissions, eventSourceMappings, grants, connectorGrants } = wiring(text, id);
  return [
    ...permissions.map(showPermission),
    ...eventSourceMappings.map((it) => `${it.id} polls ${short(it.properties)}${showGuards(it.guards)}`),
    ...grants.managedPolicies.map((it) => `role: ${short(it.value)}`),
    ...[...grants.statements, ...connectorGrants.statements].map(showStatement),
  ];
}

/** A value in one line, an ARN of the stack by its end. */
export function short(value: Value): string {
  const prefix = /"arn:" \+ <AWS::Partition> \+ ":([\w-]+):" \+ <AWS::Region> \+ ":" \+ <AWS::AccountId> \+ ":/g;
  return show(value).replaceAll(prefix, '"$1:');
}

function showPermission(it: FunctionPermission): string {
  const more = [
    ["account", it.sourceAccount],
    ["token", it.eventSourceToken],
    ["auth", it.functionUrlAuthType],
    ["url", it.invokedViaFunctionUrl],
  ] as const;
  const given = more.filter(([, value]) => value.kind !== "absent").map(([name, value]) => ` ${name} ${short(value)}`);
  const from = it.sourceArn.kind === "absent" ? "" : ` from ${short(it.sourceArn)}`;
  const principal = it.principal.kind === "known" ? it.principal.value : short(it.principal);
  return `${it.id} lets ${principal} call ${short(it.target)}${from}${given.join("")}${showGuards(it.guards)}`;
}

function showStatement({ actions, resources, from, guards }: PolicyStatement): string {
  const does = actions.map((it) => (it.kind === "known" ? it.value : short(it))).join(" ");
  return `${from.kind} ${from.name}: ${does} on ${resources.map(short).join(", ")}${showGuards(guards)}`;
}

function showGuards(guards: readonly Guard[]): string {
  return guards.map((it) => ` if ${it.holds ? "" : "not "}${it.condition}`).join("");
}
