import type { Resource, Template } from "../../model/template.js";
import { EDGE_STAGES, type EdgeStage } from "../../model/trigger.js";
import { at, type ListValue, property, textOf, type Value, worlds } from "../../model/value.js";
import type { Settled } from "../failure.js";
import type { LinkedFunction } from "../rule.js";

/** A function that a distribution calls, as the distribution names it. */
export interface EdgeAssociation {
  readonly distribution: Resource;
  readonly arn: Value;
}

/** All that the distributions of a template call. */
export function edgeAssociations({ resources }: Template): readonly EdgeAssociation[] {
  return [...resources.values()]
    .filter((it) => it.type === "AWS::CloudFront::Distribution" && !it.broken && !it.excluded)
    .flatMap((distribution) => {
      const config = property(distribution.properties, "DistributionConfig");
      const behaviors = [property(config, "DefaultCacheBehavior"), property(config, "CacheBehaviors")].flatMap(itemsOf);
      const associations = behaviors.flatMap((it) => itemsOf(property(it, "LambdaFunctionAssociations")));
      return associations.map((it) => ({ distribution, arn: property(it, "LambdaFunctionARN") }));
    });
}

/** The events in which distributions call a function, in the order of a request; empty for one that is not at the edge. */
export function edgeStages({ id, template }: LinkedFunction): readonly EdgeStage[] {
  const stages = (template.triggers.get(id) ?? []).flatMap((it) => (it.kind === "cloudfront" ? [it.stage] : []));
  return EDGE_STAGES.filter((it) => stages.includes(it));
}

/** What a list holds, or a single thing in its place, in every way that the template can turn out. */
function itemsOf(value: Value): readonly Settled[] {
  return worlds(value).flatMap(({ value: it }) =>
    it.kind === "list" ? [...it.items.flatMap(settledWays), ...unread(it)] : [it],
  );
}

function settledWays(value: Value): readonly Settled[] {
  return worlds(value).map((it) => it.value);
}

/** What stands for the items of a list that could not be read. */
function unread({ open, place }: ListValue): readonly Settled[] {
  return open === undefined ? [] : [{ kind: "unknown", reason: open, place }];
}

/** The start of a message about a function at the edge. */
export function atTheEdge(fn: LinkedFunction, stages: readonly EdgeStage[]): string {
  return `\`${fn.id}\` runs at CloudFront (${stages.join(", ")})`;
}

/** What a role's trust says of `edgelambda.amazonaws.com`; undefined where the document is not all known. */
export function trustsEdge(document: Value): boolean | undefined {
  const principals = itemsOf(at(document, "Statement")).map(servicesOf);
  if (principals.some((it) => it?.includes("edgelambda.amazonaws.com"))) return true;
  return principals.every((it) => it !== undefined) ? false : undefined;
}

/** The services of a statement's principal; undefined where they are not all known. */
function servicesOf(statement: Settled): readonly string[] | undefined {
  const principal = property(statement, "Principal");
  if (statement.kind !== "object" || principal.kind !== "object" || principal.open !== undefined) return undefined;
  const service = property(principal, "Service");
  if (service.kind === "absent") return [];
  const names = itemsOf(service).map(textOf);
  return names.every((it) => it !== undefined) ? names : undefined;
}
