import assert from "node:assert/strict";
import { test } from "node:test";
import { TextDocument } from "vscode-languageserver-textdocument";
import { disableForFile, disableForLine } from "../../../server/src/features/suppressing.js";
import type { TextEdit } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";

const RULE = "limits/timeout-range";

const lineCases: readonly { name: string; file: string; line: number; before: string; after: string | undefined }[] = [
  {
    name: "takes the indentation of the line",
    file: "t.yaml",
    line: 1,
    before: "A:\n    Timeout: 901\n",
    after: `A:\n    # lamplight-disable-next-line ${RULE}\n    Timeout: 901\n`,
  },
  {
    name: "keeps CRLF",
    file: "t.yml",
    line: 1,
    before: "A:\r\n  B: 1\r\n",
    after: `A:\r\n  # lamplight-disable-next-line ${RULE}\r\n  B: 1\r\n`,
  },
  {
    name: "uses slashes in TypeScript",
    file: "t.mts",
    line: 0,
    before: "\tf();",
    after: `\t// lamplight-disable-next-line ${RULE}\n\tf();`,
  },
  {
    name: "uses a hash in Python",
    file: "t.py",
    line: 0,
    before: "f()",
    after: `# lamplight-disable-next-line ${RULE}\nf()`,
  },
  {
    name: "joins a comment that is there, before its reason",
    file: "t.py",
    line: 1,
    before: "# lamplight-disable-next-line a/b, a/c -- known\nf()",
    after: `# lamplight-disable-next-line a/b, a/c, ${RULE} -- known\nf()`,
  },
  { name: "is not possible in JSON", file: "t.json", line: 0, before: "{}", after: undefined },
  { name: "is not possible in JSON by another name", file: "t.template", line: 0, before: "\n {}", after: undefined },
];

for (const { name, file, line, before, after } of lineCases) {
  test(`disabling a rule for a line ${name}`, () => {
    assert.equal(applied(before, disableForLine(file as FileId, before, RULE, line)), after);
  });
}

const fileCases: readonly { name: string; file: string; before: string; after: string | undefined }[] = [
  { name: "goes to the top", file: "t.ts", before: "f();\n", after: `// lamplight-disable-file ${RULE}\nf();\n` },
  {
    name: "stays below a shebang and an encoding",
    file: "t.py",
    before: "#!/usr/bin/python\n# -*- coding: utf-8 -*-\nf()\n",
    after: `#!/usr/bin/python\n# -*- coding: utf-8 -*-\n# lamplight-disable-file ${RULE}\nf()\n`,
  },
  { name: "is not possible in JSON", file: "t.json", before: "{}", after: undefined },
];

for (const { name, file, before, after } of fileCases) {
  test(`disabling a rule in a file ${name}`, () => {
    assert.equal(applied(before, disableForFile(file as FileId, before, RULE)), after);
  });
}

function applied(text: string, edit: TextEdit | undefined): string | undefined {
  return edit && TextDocument.applyEdits(TextDocument.create("file:///t", "", 0, text), [edit]);
}
