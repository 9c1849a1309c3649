import type { Report } from "./outcome.js";

/** How an initialisation or an invocation ended, as REPORT says it; undefined when it went well. */
export interface Status {
  readonly status: "error" | "timeout";
  readonly errorType?: string | undefined;
  /** The function told of it itself; only the JSON form speaks of that. */
  readonly handled?: boolean | undefined;
}

/** The lines that the platform writes around those of a function, as texts or, where the function logs JSON, as JSON. */
export interface PlatformLines {
  initStart(runtime: string): string;
  initReport(milliseconds: number, phase: "init" | "invoke", status: Status): string;
  start(requestId: string): string;
  /** Lines, of which there may be none. */
  end(requestId: string): readonly string[];
  report(requestId: string, report: Report, status: Status | undefined): string;
}

export const TEXT_LINES: PlatformLines = {
  initStart: (runtime) => `INIT_START Runtime Version: ${runtime}`,
  initReport: (milliseconds, phase, status) =>
    [`INIT_REPORT Init Duration: ${milliseconds.toFixed(2)} ms`, `Phase: ${phase}`, ...statusFields(status)].join("\t"),
  start: (requestId) => `START RequestId: ${requestId} Version: $LATEST`,
  end: (requestId) => [`END RequestId: ${requestId}`],
  report: (requestId, report, status) =>
    [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${report.duration.toFixed(2)} ms`,
      `Billed Duration: ${report.billedDuration} ms`,
      `Memory Size: ${report.memorySize} MB`,
      `Max Memory Used: ${report.maxMemoryUsed} MB`,
      ...(report.initDuration === undefined ? [] : [`Init Duration: ${report.initDuration.toFixed(2)} ms`]),
      ...(status && !status.handled ? statusFields(status) : []),
    ].join("\t"),
};

export const JSON_LINES: PlatformLines = {
  initStart: (runtime) =>
    platformLine("initStart", { initializationType: "on-demand", phase: "init", runtimeVersion: runtime }),
  initReport: (milliseconds, phase, { status, errorType }) =>
    platformLine("initReport", {
      initializationType: "on-demand",
      phase,
      status,
      ...(errorType && { errorType }),
      metrics: { durationMs: rounded(milliseconds) },
    }),
  start: (requestId) => platformLine("start", { requestId, version: "$LATEST" }),
  end: () => [],
  report: (requestId, report, status) =>
    platformLine("report", {
      requestId,
      status: status?.status ?? "success",
      ...(status?.errorType && { errorType: status.errorType }),
      metrics: {
        durationMs: rounded(report.duration),
        billedDurationMs: report.billedDuration,
        memorySizeMB: report.memorySize,
        maxMemoryUsedMB: report.maxMemoryUsed,
        ...(report.initDuration !== undefined && { initDurationMs: rounded(report.initDuration) }),
      },
    }),
};

function statusFields({ status, errorType }: Status): readonly string[] {
  return [`Status: ${status}`, ...(errorType ? [`Error Type: ${errorType}`] : [])];
}

function platformLine(type: string, record: object): string {
  return JSON.stringify({ time: new Date().toISOString(), type: `platform.${type}`, record });
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
