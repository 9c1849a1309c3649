import { entryOf, type Value } from "../../model/value.js";
import { defineRule } from "../rule.js";
import { checkedProperties, extendsLanguage, written } from "./samTemplate.js";

export const scheduleEnabledIgnored = defineRule({
  id: "sam/schedule-enabled-ignored",
  summary: "Enabled of a schedule is an intrinsic function, which SAM takes for true",
  rationale: `
SAM makes \`State: ENABLED\` or \`State: DISABLED\` of \`Enabled\` when it transforms the template. It does not look at what a
parameter or a condition says: anything but a plain \`false\` enables the schedule, so that \`Enabled: !Ref ScheduleOn\` runs it
whatever the parameter is. \`State\` is handed to CloudFormation as it is and takes intrinsic functions.
`,
  severity: "warning",
  since: "0.1.0",
  references: [
    "https://github.com/aws/serverless-application-model/issues/1329",
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-schedule.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Parameters:
  ScheduleOn:
    Type: String
    Default: "false"
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Nightly:
          Type: Schedule
          Properties:
            Schedule: rate(1 day)
            Enabled: !Ref ScheduleOn
                   # ^^^^^^^^^^^^^^^ warning: SAM takes an intrinsic function in Enabled for true: schedule \`Nightly\` always runs; set State to ENABLED or DISABLED by it instead
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Parameters:
  ScheduleState:
    Type: String
    Default: DISABLED
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Nightly:
          Type: Schedule
          Properties:
            Schedule: rate(1 day)
            State: !Ref ScheduleState
`,
  },

  *check(template) {
    // The language extensions put the value in before SAM looks.
    if (extendsLanguage(template)) return;
    for (const { event, properties, resource } of checkedProperties(template)) {
      const value = event?.type === "Schedule" ? entryOf(properties, "Enabled")?.value : undefined;
      if (!event || resource.excluded || !value?.place || !isIntrinsic(value) || isAlways(true, value)) continue;
      const why = `SAM takes an intrinsic function in Enabled for true: schedule \`${event.key}\` always runs`;
      yield { place: value.place, message: `${why}; set State to ENABLED or DISABLED by it instead` };
    }
  },
});

function isIntrinsic(value: Value): boolean {
  return value.kind !== "null" && written(value) === undefined;
}

/** It would be true anyway, and no parameter can change that. */
function isAlways(wanted: boolean, value: Value): boolean {
  return value.kind === "known" && value.origin?.kind !== "parameter" && String(value.value) === String(wanted);
}
