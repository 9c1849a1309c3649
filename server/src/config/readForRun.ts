import { LOCAL_ACCOUNT, LOCAL_REGION } from "../model/localName.js";
import type { LambdaFunction, Template } from "../model/template.js";
import { textOf, worlds } from "../model/value.js";
import { type ReadOptions, readTemplate } from "./read.js";
import { ChunkCache } from "./syntax/chunkCache.js";

/** A template as a local run sees it, and where the run pretends to be. */
export interface RunTemplate {
  readonly template: Template;
  readonly region: string;
  readonly accountId: string;
  /** Explicit values of parameters. */
  readonly parameters: ReadOptions["parameters"];
}

/** The templates of a project as local runs see them, each read again once for each way that it is. */
export class RunTemplates {
  /** Not the cache of the analysis: it holds one meaning of each chunk. */
  private readonly cache = new ChunkCache();
  private readonly templates = new WeakMap<Template, RunTemplate>();

  /** `text` is what the template was read from. */
  of(template: Template, text: string, parameters: ReadOptions["parameters"]): RunTemplate | undefined {
    const known = this.templates.get(template);
    if (known) return known;
    const res = readForRun(template, text, { parameters, cache: this.cache });
    if (res) this.templates.set(template, res);
    return res;
  }
}

const STACK_NAME = "local";

/**
 * Reads a template again for a run, which is no finding: the defaults of parameters decide conditions, and pseudo
 * parameters have values.
 */
export function readForRun(
  { file, functions }: Template,
  text: string,
  options: Pick<ReadOptions, "parameters" | "cache">,
): RunTemplate | undefined {
  const region = functions.flatMap(layerRegions)[0] ?? LOCAL_REGION;
  const pseudoParameters = new Map([
    ["AWS::AccountId", LOCAL_ACCOUNT],
    ["AWS::Partition", "aws"],
    ["AWS::Region", region],
    ["AWS::StackId", `arn:aws:cloudformation:${region}:${LOCAL_ACCOUNT}:stack/${STACK_NAME}/00000000`],
    ["AWS::StackName", STACK_NAME],
    ["AWS::URLSuffix", "amazonaws.com"],
  ]);
  const reading = readTemplate(file, text, { ...options, run: { pseudoParameters } });
  return reading && { template: reading.template, region, accountId: LOCAL_ACCOUNT, parameters: options.parameters };
}

/** A function and its layers live in one region, so a layer's ARN that is written out tells where the stack belongs. */
function layerRegions({ layers }: LambdaFunction): readonly string[] {
  const lists = worlds(layers).flatMap(({ value }) => (value.kind === "list" ? value.items : []));
  return lists.flatMap((it) => /^arn:[\w-]+:lambda:([a-z]+(?:-[a-z]+)+-\d+):/.exec(textOf(it) ?? "")?.[1] ?? []);
}
