import type { Expansion } from "../model/role.js";
import type { Template } from "../model/template.js";
import { rolesOf } from "./roles/roles.js";
import { wiringOf } from "./wiring/wiringOf.js";

/** What each function comes to when it is deployed, by its logical id: its role, and what stands around it. */
export function expandFunctions(template: Omit<Template, "expansions">): ReadonlyMap<string, Expansion> {
  const roleOf = rolesOf(template, (fn) => wiringOf(fn, template));
  return new Map(
    template.functions.map((fn) => {
      const { permissions, eventSourceMappings, url, alias, invokeConfig } = wiringOf(fn, template);
      return [fn.id, { role: roleOf(fn), permissions, eventSourceMappings, url, alias, invokeConfig }];
    }),
  );
}
