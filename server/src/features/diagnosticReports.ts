import type {
  DocumentDiagnosticReport,
  PreviousResultId,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { FileId } from "../model/place.js";
import { EMPTY_REPORT, type FileReport, type UriOf } from "./diagnostics.js";

/** The answer for one file; short when the client has it already. */
export function documentReport(
  report: FileReport = EMPTY_REPORT,
  previousResultId: string | undefined,
): DocumentDiagnosticReport {
  const { resultId, squiggles } = report;
  if (resultId === previousResultId) return { kind: "unchanged", resultId };
  return { kind: "full", resultId, items: squiggles.map((it) => it.diagnostic) };
}

/** The answer for all files with findings, open or not, and for those that had some when the client last asked. */
export function workspaceReport(
  reports: ReadonlyMap<FileId, FileReport>,
  previous: readonly PreviousResultId[],
  uriOf: UriOf,
  versionOf: (uri: string) => number | null,
): WorkspaceDiagnosticReport {
  const previousIds = new Map(previous.map((it) => [it.uri, it.value]));
  const present = new Map([...reports].map(([file, report]) => [uriOf(file), report]));
  const uris = new Set([...present.keys(), ...previousIds.keys()]);
  return {
    items: [...uris].map(
      (uri): WorkspaceDocumentDiagnosticReport => ({
        uri,
        version: versionOf(uri),
        ...documentReport(present.get(uri), previousIds.get(uri)),
      }),
    ),
  };
}
