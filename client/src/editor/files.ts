/** The files that findings can be in: templates, and the languages that handlers are linked in. */
export const FILES = [
  "yaml",
  "json",
  "jsonc",
  "cloudformation",
  "javascript",
  "javascriptreact",
  "typescript",
  "typescriptreact",
  "python",
].map((language) => ({ language, scheme: "file" }));
