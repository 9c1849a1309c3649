import type { Fix } from "../../model/finding.js";
import { type Entry, entryOf } from "../../model/value.js";
import { isSet } from "../failure.js";
import { defineRule } from "../rule.js";

export const policiesIgnored = defineRule({
  id: "permissions/policies-ignored",
  summary: "Policies of a SAM function have no effect beside Role",
  rationale: `
SAM makes a role of \`Policies\` for a function that has none. Where \`Role\` names one, SAM takes it as it is and drops
\`Policies\` without a word: the deploy succeeds, and the function fails with \`AccessDenied\` where it needs what they grant.
The same goes for \`AssumeRolePolicyDocument\`, \`PermissionsBoundary\` and \`RolePath\`.

Attach the policies to the role, or drop \`Role\` and let SAM make one.
`,
  severity: "warning",
  fixes: ["Remove the property.", "Remove `Role`, so that SAM makes one of `Policies`."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Role: !GetAtt OrdersRole.Arn
      Policies:
    # ^^^^^^^^ warning: Policies has no effect beside Role: SAM drops it and takes the role as it is; attach the policies to the role, or remove Role
        - DynamoDBCrudPolicy:
            TableName: !Ref Table
  Table:
    Type: AWS::Serverless::SimpleTable
  OrdersRole:
    Type: AWS::IAM::Role
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - DynamoDBCrudPolicy:
            TableName: !Ref Table
  Table:
    Type: AWS::Serverless::SimpleTable
`,
  },

  *check(fn) {
    const { properties } = fn.resource;
    const role = entryOf(properties, "Role");
    if (fn.dialect !== "sam" || !role || !isSet(fn, role.value)) return;
    for (const [name, advice] of Object.entries(DROPPED)) {
      const entry = entryOf(properties, name);
      if (!entry?.keyPlace || !isSet(fn, entry.value) || isEmpty(entry)) continue;
      yield {
        place: entry.keyPlace,
        message: `${name} has no effect beside Role: SAM drops it and takes the role as it is; ${advice}`,
        related: role.keyPlace ? [{ place: role.keyPlace, message: "The role" }] : [],
        fixes: [...removal(entry), ...removal(role)],
      };
    }
  },
});

const DROPPED: Readonly<Record<string, string>> = {
  AssumeRolePolicyDocument: "set it on the role, or remove Role",
  PermissionsBoundary: "set it on the role, or remove Role",
  Policies: "attach the policies to the role, or remove Role",
  RolePath: "set it on the role, or remove Role",
};

function isEmpty({ value }: Entry): boolean {
  return value.kind === "list" && value.items.length === 0 && value.open === undefined;
}

function removal({ key, place, value }: Entry): readonly Fix[] {
  if (!place || value.origin?.kind === "globals") return [];
  return [{ title: `Remove ${key}`, safe: false, edits: [{ kind: "remove", place }] }];
}
