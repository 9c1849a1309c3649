/** The published page of a rule. */
export function documentationUrl(ruleId: string): string {
  return `https://github.com/lamplight-lambda/lamplight/blob/main/docs/rules/${ruleId}.md`;
}
