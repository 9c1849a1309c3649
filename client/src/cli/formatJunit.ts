import { type CheckReport, isAtLeast, type ReportedFinding } from "./report.js";

/**
 * JUnit's XML, which most CI systems read: a suite per file, a case per finding. What does not fail the check is a
 * passed case with output; a check without findings is one passed case, as some systems take no case for an error.
 */
export function formatJunit({ findings, statistics, failOn }: CheckReport): string {
  const files = [...new Set(findings.map((it) => it.file))];
  const fails = (it: ReportedFinding) => isAtLeast(it.severity, failOn);
  const suites = files.map((file) => {
    const cases = findings.filter((it) => it.file === file);
    return suite(
      file,
      cases.filter(fails).length,
      cases.map((it) => testCase(it, fails(it))),
    );
  });
  if (files.length === 0)
    suites.push(suite("lamplight", 0, ['    <testcase name="no findings" classname="lamplight"/>']));
  const totals = {
    name: "lamplight",
    tests: Math.max(1, findings.length),
    failures: findings.filter(fails).length,
    time: (statistics.durationMs / 1000).toFixed(3),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${attributes(totals)}>\n${suites.join("\n")}\n</testsuites>\n`;
}

function suite(name: string, failures: number, cases: readonly string[]): string {
  const values = { name, tests: cases.length, failures, errors: 0 };
  return `  <testsuite ${attributes(values)}>\n${cases.join("\n")}\n  </testsuite>`;
}

function testCase({ rule, severity, message, file, range, ...finding }: ReportedFinding, fails: boolean): string {
  const at = `${file}:${range.start.line + 1}:${range.start.character + 1}`;
  const name = [rule, finding.function, at].filter((it) => it !== undefined).join(" ");
  const text = escapeXml(`${at}: ${severity}: ${message} (${rule})`);
  const content = fails
    ? `<failure ${attributes({ message, type: severity })}>${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `    <testcase ${attributes({ name, classname: file })}>\n      ${content}\n    </testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(String(value))}"`)
    .join(" ");
}

// XML 1.0 has no way to write these, not even as a reference: https://www.w3.org/TR/xml/#charsets
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

function escapeXml(text: string): string {
  return text.replace(NOT_XML, "\uFFFD").replace(/[&<>"\t\n\r]/g, (it) => ENTITIES[it] ?? it);
}
