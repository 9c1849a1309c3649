import type { CheckReport } from "./report.js";

/** The report as JSON, for programs. Its shape is a contract: `version` grows when it changes. */
export function formatJson({ findings, statistics }: CheckReport): string {
  const { functions, files, durationMs } = statistics;
  return `${JSON.stringify({ version: 1, findings, stats: { functions, files, durationMs } }, undefined, 2)}\n`;
}
