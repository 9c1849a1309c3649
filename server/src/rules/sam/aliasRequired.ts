import { entryOf } from "../../model/value.js";
import { defineRule } from "../rule.js";
import { isGiven, lacks, samResources, written } from "./samTemplate.js";

export const aliasRequired = defineRule({
  id: "sam/alias-required",
  summary: "A property that works on an alias is set, and AutoPublishAlias is not",
  rationale: `
Provisioned concurrency and gradual deployments are properties of an alias, not of a function. SAM makes versions and an
alias only where \`AutoPublishAlias\` names one, and rejects the template where a property needs an alias that is not there.
`,
  severity: "error",
  fixes: ["Set `AutoPublishAlias` to `live`; not applied by `check --fix`, since events then go to the alias."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      ProvisionedConcurrencyConfig:
    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: ProvisionedConcurrencyConfig needs an alias, and \`Orders\` has none: SAM rejects the template; set AutoPublishAlias
        ProvisionedConcurrentExecutions: 5
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig:
        ProvisionedConcurrentExecutions: 5
`,
  },

  *check(template) {
    for (const { file, id, properties, type } of samResources(template)) {
      if (!lacks(properties, "AutoPublishAlias")) continue;
      for (const name of NEEDS_ALIAS[type] ?? []) {
        const entry = entryOf(properties, name);
        if (!entry?.keyPlace || !isGiven(written(entry.value)) || entryOf(entry.value, "Enabled")) continue;
        const path = ["Properties", "AutoPublishAlias"];
        yield {
          place: entry.keyPlace,
          message: `${name} needs an alias, and \`${id}\` has none: SAM rejects the template; set AutoPublishAlias`,
          fixes: [
            {
              title: "Set AutoPublishAlias to live",
              safe: false,
              edits: [{ kind: "set-property", file, resource: id, path, value: "live" }],
            },
          ],
        };
      }
    }
  },
});

const NEEDS_ALIAS: Readonly<Record<string, readonly string[]>> = {
  "AWS::Serverless::Function": ["DeploymentPreference", "ProvisionedConcurrencyConfig", "VersionDeletionPolicy"],
  "AWS::Serverless::StateMachine": ["DeploymentPreference", "UseAliasAsEventTarget"],
};
