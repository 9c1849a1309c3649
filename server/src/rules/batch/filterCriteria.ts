import { type Node, parseTree } from "jsonc-parser";
import { maximumOf } from "../../data/limits.js";
import type { Fix } from "../../model/finding.js";
import { at, entryOf, property, type Value } from "../../model/value.js";
import { type Failure, failures, isSet, replaceValue, reportFailure, type Settled } from "../failure.js";
import { type Mapping, mappingsOf } from "../mappings.js";
import { defineRule, type Report } from "../rule.js";

export const filterCriteria = defineRule({
  id: "batch/filter-criteria",
  summary: "The filters of an event source mapping are none that AWS takes",
  rationale: `
The \`Pattern\` of a filter is a text in JSON, of at most 4,096 characters. Like in an EventBridge pattern, every value to
match stands in a list: \`{"eventName": ["INSERT"]}\`. A mapping takes 5 filters, up to 10 when AWS has raised the quota, and
none at all for DocumentDB. AWS rejects anything else when it deploys.
`,
  severity: "error",
  severities: "A warning for 6 to 10 filters, which a raised quota allows, and for the default of a parameter.",
  fixes: ["Put the values of a pattern into lists."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Changes:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Orders.StreamArn
            StartingPosition: LATEST
            MaximumRetryAttempts: 3
            FilterCriteria:
              Filters:
                - Pattern: '{"eventName": "INSERT"}'
                #          ^^^^^^^^^^^^^^^^^^^^^^^^^ error: \`eventName\` of the filter is no list: AWS rejects the mapping; write ["INSERT"]
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      StreamSpecification:
        StreamViewType: NEW_AND_OLD_IMAGES
`,
    good: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Changes:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Orders.StreamArn
            StartingPosition: LATEST
            MaximumRetryAttempts: 3
            FilterCriteria:
              Filters:
                - Pattern: '{"eventName": ["INSERT"]}'
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      StreamSpecification:
        StreamViewType: NEW_AND_OLD_IMAGES
`,
  },

  *check(fn) {
    for (const mapping of mappingsOf(fn)) {
      const filters = at(mapping.settings, "FilterCriteria", "Filters");
      if (mapping.kind === "documentdb") {
        yield* unsupported(mapping, filters);
        continue;
      }
      yield* tooMany(mapping, filters);
      for (const filter of filters.kind === "list" ? filters.items : []) {
        const pattern = property(filter, "Pattern");
        for (const failure of failures(mapping, pattern, mistakeOf)) yield patternReport(failure);
      }
    }
  },
});

function* unsupported(mapping: Mapping, filters: Value): Iterable<Report> {
  const hasItems = (it: Settled) => (it.kind === "list" && it.items.length > 0) || undefined;
  for (const { place, when } of failures(mapping, filters, hasItems)) {
    const entry = entryOf(mapping.settings, "FilterCriteria");
    const remove: Fix | undefined = entry?.place && {
      title: "Remove FilterCriteria",
      safe: false,
      edits: [{ kind: "remove", place: entry.place }],
    };
    yield {
      place: entry?.keyPlace ?? place,
      message: `Filters do not work with DocumentDB: AWS rejects the mapping${when}; filter in the function`,
      fixes: remove ? [remove] : [],
    };
  }
}

function* tooMany(mapping: Mapping, filters: Value): Iterable<Report> {
  const quota = maximumOf("event-filters");
  const most = maximumOf("event-filters-on-request");
  const certain = (it: Settled) =>
    it.kind === "list" ? it.items.filter((item) => isSet(mapping, item) || item.kind === "unknown") : [];
  for (const failure of failures(mapping, filters, (it) => (certain(it).length > quota ? certain(it) : undefined))) {
    const count = failure.verdict.length;
    const isOverAll = count > most;
    const takes = isOverAll ? `${most} filters at most` : `${quota} filters, unless AWS has raised the quota`;
    const report = reportFailure(failure, {
      message: `A mapping takes ${takes}, and this one has ${count}: AWS rejects it`,
      severity: isOverAll ? "error" : "warning",
    });
    yield { ...report, place: failure.verdict[isOverAll ? most : quota]?.place ?? report.place };
  }
}

interface Mistake {
  readonly message: string;
  /** The pattern with its values in lists. */
  readonly corrected?: string | undefined;
}

function mistakeOf(value: Settled): Mistake | undefined {
  if (value.kind !== "known" || typeof value.value !== "string" || value.value.trim() === "") return undefined;
  const text = value.value;
  const maximum = maximumOf("event-filter-pattern");
  if (text.length > maximum) {
    return { message: `The filter has ${text.length} characters, and AWS takes ${maximum}: it rejects the mapping` };
  }
  const root = isJsonObject(text) ? parseTree(text) : undefined;
  if (!root)
    return { message: 'The filter is no object in JSON: AWS rejects the mapping; write it as {"key": ["value"]}' };
  const bare = bareValues(root);
  const [first] = bare;
  return first && { message: bareMessage(text, first), corrected: withLists(text, bare) };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

interface BareValue {
  readonly key: string;
  readonly node: Node;
}

/** The values of an object that are neither lists nor objects, however deep. `$or` holds a list of objects. */
function bareValues(object: Node): readonly BareValue[] {
  return (object.children ?? []).flatMap(({ children }): readonly BareValue[] => {
    const [key, value] = children ?? [];
    if (!key || !value) return [];
    if (value.type === "object") return bareValues(value);
    if (value.type !== "array") return [{ key: String(key.value), node: value }];
    const alternatives = key.value === "$or" ? (value.children ?? []) : [];
    return alternatives.flatMap((it) => (it.type === "object" ? bareValues(it) : []));
  });
}

function bareMessage(text: string, { key, node }: BareValue): string {
  const written = text.slice(node.offset, node.offset + node.length);
  return `\`${key}\` of the filter is no list: AWS rejects the mapping; write [${written}]`;
}

function withLists(text: string, bare: readonly BareValue[]): string {
  return bare.reduceRight((res, { node: { offset, length } }) => {
    const end = offset + length;
    return `${res.slice(0, offset)}[${res.slice(offset, end)}]${res.slice(end)}`;
  }, text);
}

function patternReport(failure: Failure<Mistake>): Report {
  const { message, corrected: value } = failure.verdict;
  const fix = value !== undefined && replaceValue(failure, { title: "Put the values into lists", value, safe: true });
  return reportFailure(failure, { message, severity: "error", fixes: fix ? [fix] : [] });
}
