import type { LocatedExport, SourceExports } from "../lamplight.js";
import { relative } from "../model/path.js";

/**
 * The exports that look like handlers of Lambda, for files that no template speaks of: by their name, or by their
 * first two parameters.
 */
export function exportedHandlers({ file, root, exports }: SourceExports): readonly LocatedExport[] {
  return NO_HANDLERS.test(`/${relative(root, file)}`) ? [] : exports.filter(looksLikeHandler);
}

/** Tests, declarations and dependencies. */
const NO_HANDLERS =
  /\/(?:node_modules|__tests__|__mocks__|tests?)\/|\.(?:test|spec)\.\w+$|\.d\.[cm]?ts$|\/(?:test_[^/]*|[^/]*_test|conftest)\.py$/;

const HANDLER_NAME = /^(?:handler|lambda_handler|\w+Handler)$/;

/** What comes first in the handlers of web frameworks, which have such names too. */
const FRAMEWORK_PARAMETER = /^_?(?:req|request|err|error|res|response|props|e)$/;

function looksLikeHandler({ exported: { name, signature, body } }: LocatedExport): boolean {
  const parameters = signature?.parameters;
  if (!signature || (!body && !signature.wrapped)) return false;
  const [first, second] = parameters ?? [];
  if (first && FRAMEWORK_PARAMETER.test(first.name)) return false;
  if (HANDLER_NAME.test(name)) return true;
  return /^_?event$/.test(first?.name ?? "") && /^_?context$/.test(second?.name ?? "");
}
