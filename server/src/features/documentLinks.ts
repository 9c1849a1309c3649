import type { DocumentLink } from "vscode-languageserver";
import type { Analysis } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import { handlerEnds } from "./definition.js";
import type { UriOf } from "./diagnostics.js";

/** Underlines each `Handler` of a template; the link opens the file at the export. */
export function documentLinks(analysis: Analysis, file: FileId, uriOf: UriOf): readonly DocumentLink[] {
  const links = handlerEnds(analysis)
    .filter(({ handler }) => handler.file === file)
    .map(({ handler, code }): DocumentLink => {
      const { line, character } = code.range.start;
      return {
        range: handler.range,
        target: `${uriOf(code.file)}#L${line + 1},${character + 1}`,
        tooltip: "Go to the handler",
      };
    });
  // A `Handler` of Globals may mean as many files as there are functions: where to go is a question for "definition".
  const targets = new Map<string, Set<string | undefined>>();
  for (const { range, target } of links) {
    const key = JSON.stringify(range);
    targets.set(key, (targets.get(key) ?? new Set()).add(target));
  }
  const single = links.filter(({ range }) => targets.get(JSON.stringify(range))?.size === 1);
  return [...new Map(single.map((it) => [JSON.stringify(it.range), it])).values()];
}
