import type { Place } from "../../model/place.js";
import type { Resource, Template } from "../../model/template.js";
import { entryOf, property, textOf, type Value, worlds } from "../../model/value.js";
import type { ScheduleService } from "../../schedule/expression.js";

/** A schedule of a template, whatever it starts. */
export interface TemplateSchedule {
  readonly service: ScheduleService;
  /** The resource in which it is written. */
  readonly resource: Resource;
  readonly expression: Value;
  /** The key of the expression. */
  readonly keyPlace?: Place | undefined;
  readonly timeZone: Value;
  /** Logical id of the function that it invokes, the first where there are several. */
  readonly function?: string | undefined;
}

/** The schedules that EventBridge and its Scheduler are given, those of SAM events too. */
export function schedulesOf(template: Template): readonly TemplateSchedule[] {
  return [...template.resources.values()]
    .filter((it) => !it.broken && !it.excluded)
    .flatMap((resource) => {
      switch (resource.type) {
        case "AWS::Serverless::Function":
        case "AWS::Serverless::StateMachine":
          return samSchedules(resource);
        case "AWS::Events::Rule":
          return [{ ...declared(resource, "events"), function: invokedBy(resource, template) }];
        case "AWS::Scheduler::Schedule":
          return [{ ...declared(resource, "scheduler"), function: invokedBy(resource, template) }];
        default:
          return [];
      }
    });
}

function declared(resource: Resource, service: ScheduleService): TemplateSchedule {
  return { service, resource, ...expressionIn(resource.properties, "ScheduleExpression") };
}

function invokedBy({ id }: Resource, { triggers }: Template): string | undefined {
  for (const [fn, its] of triggers) if (its.some((it) => it.kind === "schedule" && it.key === id)) return fn;
  return undefined;
}

/** The events of a SAM resource by type: the property that holds the expression. */
const SAM_EVENTS: Readonly<Record<string, { readonly service: ScheduleService; readonly property: string }>> = {
  Schedule: { service: "events", property: "Schedule" },
  ScheduleV2: { service: "scheduler", property: "ScheduleExpression" },
};

function samSchedules(resource: Resource): readonly TemplateSchedule[] {
  const events = worlds(property(resource.properties, "Events")).flatMap(({ value }) =>
    value.kind === "object" ? value.entries : [],
  );
  return events.flatMap(({ value: event }): readonly TemplateSchedule[] => {
    const type = textOf(property(event, "Type")) ?? "";
    const kind = Object.hasOwn(SAM_EVENTS, type) ? SAM_EVENTS[type] : undefined;
    if (!kind) return [];
    return [
      {
        service: kind.service,
        resource,
        ...expressionIn(property(event, "Properties"), kind.property),
        function: resource.type === "AWS::Serverless::Function" ? resource.id : undefined,
      },
    ];
  });
}

function expressionIn(settings: Value, key: string): Pick<TemplateSchedule, "expression" | "keyPlace" | "timeZone"> {
  return {
    expression: property(settings, key),
    keyPlace: entryOf(settings, key)?.keyPlace,
    timeZone: property(settings, "ScheduleExpressionTimezone"),
  };
}
