import assert from "node:assert/strict";
import { type Token, tokenizer } from "./grammar.js";

/** One part of a fixture: a sentence, the grammar, lines, and what their characters must be. */
export interface SyntaxCase {
  readonly scopeName: string;
  readonly sentence: string;
  readonly lines: readonly string[];
  readonly claims: readonly Claim[];
}

interface Claim {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** In this order, others may stand between them. */
  readonly scopes: readonly string[];
  readonly absent: readonly string[];
}

const HEADER = /^(\S+) SYNTAX TEST "([^"]+)" "([^"]+)"$/;
const CLAIM = /^(?:<(~*)(-+)|(\s*)(\^+))((?: [\w.-]+)*?)(?: - ((?: ?[\w.-]+)+))?$/;

/**
 * Reads fixtures as `vscode-tmgrammar-test` annotates them: below a line stand comments whose carets are below the
 * characters that have the scopes, or not those after ` - `; `<--` stands for the first two characters. `⇥` is a tab.
 */
export function syntaxCases(text: string): SyntaxCase[] {
  const res: { scopeName: string; sentence: string; lines: string[]; claims: Claim[]; comment: string }[] = [];
  for (const line of text.split("\n")) {
    const header = HEADER.exec(line);
    const current = res.at(-1);
    if (header) {
      const [, comment = "", scopeName = "", sentence = ""] = header;
      res.push({ scopeName, sentence, lines: [], claims: [], comment });
    } else if (current) {
      const claim = claimOf(line, current.comment, current.lines.length - 1);
      if (claim) current.claims.push(claim);
      else current.lines.push(line.replaceAll("⇥", "\t"));
    }
  }
  return res;
}

/** Fails with all claims that do not hold, and what the characters are instead. */
export async function checkSyntax({ scopeName, sentence, lines, claims }: SyntaxCase): Promise<void> {
  assert.ok(claims.length > 0, `nothing is claimed: ${sentence}`);
  const tokens = (await tokenizer(scopeName))(lines);
  const failures = claims.flatMap((claim) => {
    const line = lines[claim.line] ?? "";
    if (claim.end > line.length) return [`the carets point behind the end of: ${line}`];
    const wrong = (tokens[claim.line] ?? [])
      .filter((it) => it.start < claim.end && claim.start < it.end)
      .filter(broken);
    return wrong.map((it) => `${describeClaim(claim)}, but \`${it.text}\` is ${it.scopes.join(" ")}\n  in: ${line}`);

    function broken({ scopes }: Token): boolean {
      return !isInOrder(claim.scopes, scopes) || claim.absent.some((it) => scopes.includes(it));
    }
  });
  assert.deepEqual(failures, []);
}

function claimOf(line: string, comment: string, above: number): Claim | undefined {
  if (!line.startsWith(comment)) return undefined;
  const match = CLAIM.exec(line.slice(comment.length));
  if (!match) return undefined;
  const [, skipped = "", dashes, indent = "", carets = "", scopes = "", absent = ""] = match;
  const start = dashes ? skipped.length : comment.length + indent.length;
  const end = start + (dashes ?? carets).length;
  return { line: above, start, end, scopes: words(scopes), absent: words(absent) };
}

function isInOrder(wanted: readonly string[], scopes: readonly string[]): boolean {
  let from = 0;
  for (const scope of wanted) {
    const at = scopes.indexOf(scope, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

function describeClaim({ scopes, absent }: Claim): string {
  return [scopes.join(" "), ...absent.map((it) => `not ${it}`)].filter((it) => it !== "").join(", ");
}

function words(text: string): string[] {
  return text.split(" ").filter((it) => it !== "");
}
