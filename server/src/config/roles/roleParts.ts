import type { ManagedPolicy, PolicyStatement } from "../../model/role.js";
import { type Guard, type Value, worlds } from "../../model/value.js";

/** What a role is being put together from. */
export interface RoleParts {
  readonly managedPolicies: ManagedPolicy[];
  readonly statements: PolicyStatement[];
  /** Why there may be more, in words. */
  readonly unseen: Set<string>;
}

export function noParts(): RoleParts {
  return { managedPolicies: [], statements: [], unseen: new Set() };
}

/** Under which conditions something is read. */
export interface Setting {
  readonly guards: readonly Guard[];
  /** `Fn::If` stands around it, even where its condition is decided. */
  readonly conditional: boolean;
}

export const ALWAYS: Setting = { guards: [], conditional: false };

/** The values that a value can take, each with its setting. */
export function settingsOf(value: Value, outer: Setting): readonly { readonly value: Value; readonly at: Setting }[] {
  return worlds(value, outer.guards).map((it) => ({
    value: it.value,
    at: {
      guards: it.guards,
      conditional: outer.conditional || value.kind === "choice" || it.value.decidedAt !== undefined,
    },
  }));
}
