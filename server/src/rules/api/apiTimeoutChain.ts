import { maximumOf } from "../../data/limits.js";
import type { RouteTrigger, Trigger } from "../../model/trigger.js";
import { numberOf } from "../../model/value.js";
import { failures, replaceValue, reportFailure } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";
import { longestWait } from "./routes.js";

export const apiTimeoutChain = defineRule({
  id: "api/api-timeout-chain",
  summary: "A function may run for longer than the API in front of it waits",
  rationale: `
API Gateway waits 29 seconds for the function behind a REST API, and 30 seconds for that behind an HTTP API. Then the
caller gets an error (504 or 503), while the function goes on, is paid for, and writes what the caller believes has failed
and asks for again.

Give the function no more time than the API gives it. For work that takes longer, answer at once and do it from a queue or
with Step Functions. A REST API can stream its response (\`ResponseTransferMode: STREAM\`), and AWS raises the limit of
Regional and private REST APIs on request: set \`TimeoutInMillis\` to what you were granted.
`,
  severity: "warning",
  severities:
    "Information when the function has other triggers too, which may need the time, and when it is a second or less too long.",
  fixes: ["Set `Timeout` to what the API waits. Not applied by `check --fix`."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 120
      #        ^^^ warning: The function may run for 120 s, but the REST API gives its caller an error after 29 s: lower the timeout, or answer at once and do the work later
      Events:
        Get:
          Type: Api
          Properties: { Path: /report, Method: get }
`,
    good: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 29
      Events:
        Get:
          Type: Api
          Properties: { Path: /report, Method: get }
`,
  },

  *check(fn) {
    const triggers = fn.template.triggers.get(fn.id) ?? [];
    const wait = shortestWait(fn, triggers.filter(isRoute));
    if (!wait) return;
    const { route, seconds } = wait;
    const api = route.kind === "rest-api" ? "REST API" : "HTTP API";
    const isShared = !triggers.every(isRoute);
    for (const failure of failures(fn, fn.timeout, (it) => longer(numberOf(it), seconds))) {
      const mild = isShared || failure.verdict - seconds <= 1;
      const report = reportFailure(failure, {
        message: `The function may run for ${failure.verdict} s, but the ${api} gives its caller an error after ${seconds} s: lower the timeout, or answer at once and do the work later`,
        severity: mild ? "information" : "warning",
        fixes: fixesOf(failure, seconds),
      });
      yield { ...report, related: [{ place: route.place, message: "Called from here" }] };
    }
  },
});

function fixesOf(failure: Parameters<typeof replaceValue>[0], seconds: number) {
  const whole = Math.floor(seconds);
  return whole < 1 ? [] : [replaceValue(failure, { title: `Set Timeout to ${whole}`, value: whole, safe: false })];
}

function isRoute(trigger: Trigger): trigger is RouteTrigger<"rest-api"> | RouteTrigger<"http-api"> {
  return trigger.kind === "rest-api" || trigger.kind === "http-api";
}

interface Wait {
  readonly route: RouteTrigger;
  readonly seconds: number;
}

function shortestWait(fn: LinkedFunction, routes: readonly RouteTrigger[]): Wait | undefined {
  const limits = { "rest-api": maximumOf("rest-api-timeout"), "http-api": maximumOf("http-api-timeout") };
  const waits = routes.flatMap((route): readonly Wait[] => {
    const wait = longestWait(fn.template, route, limits);
    return wait === undefined ? [] : [{ route, seconds: wait / 1000 }];
  });
  return waits.sort((a, b) => a.seconds - b.seconds)[0];
}

function longer(timeout: number | undefined, seconds: number): number | undefined {
  return timeout !== undefined && timeout > seconds ? timeout : undefined;
}
