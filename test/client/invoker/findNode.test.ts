import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { Refusal } from "../../../client/src/invoker/refusal.js";
import { findNode, type NodeSearch } from "../../../client/src/invoker/runtimes/findNode.js";
import type { FoundRuntime } from "../../../client/src/invoker/runtimes/runtime.js";

test("a Node of the function's version on the PATH is used, whichever comes before it", async (t) => {
  const machine = testMachine(t);
  machine.node("first/node", "20.1.0");
  machine.node("second/node", "22.1.0");
  machine.node("home/.nvm/versions/node/v22.9.0/bin/node");
  const own = { PATH: machine.paths("first", "second") };
  assert.deepEqual(await machine.find({ own }), { path: "second/node", version: "22.1.0" });
});

for (const [manager, file, own] of [
  ["nvm", "home/.nvm/versions/node/v22.3.0/bin/node", {}],
  ["nvm in another place", "nvm/versions/node/v22.3.0/bin/node", { NVM_DIR: "nvm" }],
  ["nvm for Windows", "nvm/v22.3.0/node.exe", { NVM_HOME: "nvm" }],
  ["fnm", "home/.local/share/fnm/node-versions/v22.3.0/installation/bin/node", {}],
  ["fnm in another place", "fnm/node-versions/v22.3.0/installation/bin/node", { FNM_DIR: "fnm" }],
  ["fnm on a Mac", "home/Library/Application Support/fnm/node-versions/v22.3.0/installation/bin/node", {}],
  ["fnm on Windows", "roaming/fnm/node-versions/v22.3.0/installation/node.exe", { APPDATA: "roaming" }],
  ["Volta", "home/.volta/tools/image/node/22.3.0/bin/node", {}],
  ["Volta in another place", "volta/tools/image/node/22.3.0/bin/node", { VOLTA_HOME: "volta" }],
  ["Volta on Windows", "local/Volta/tools/image/node/22.3.0/node.exe", { LOCALAPPDATA: "local" }],
  ["asdf", "home/.asdf/installs/nodejs/22.3.0/bin/node", {}],
  ["mise", "home/.local/share/mise/installs/node/22.3.0/bin/node", {}],
  ["nodenv", "home/.nodenv/versions/22.3.0/bin/node", {}],
  ["n", "n/n/versions/node/22.3.0/bin/node", { N_PREFIX: "n" }],
] as const) {
  test(`a Node that ${manager} installed is found, and not started`, async (t) => {
    const machine = testMachine(t);
    machine.node("bin/node", "20.1.0");
    machine.node(file);
    assert.deepEqual(await machine.find({ own: machine.places(own) }), { path: file, version: "22.3.0" });
  });
}

test("of several that a manager installed, the newest is used", async (t) => {
  const machine = testMachine(t);
  for (const it of ["v22.9.0", "v22.10.1", "v22.10.0", "v20.0.0"]) {
    machine.node(`home/.nvm/versions/node/${it}/bin/node`);
  }
  assert.equal((await machine.find()).version, "22.10.1");
});

for (const [file, text] of [
  [".nvmrc", "v22.9\n"],
  [".nvmrc", "# ours\n22.9.0"],
  [".node-version", "22.9.0\n"],
  [".tool-versions", "python 3.13.0\nnodejs 22.9.0\n"],
  ["package.json", '{ "volta": { "node": "22.9.0" } }'],
] as const) {
  test(`the version that the project's ${file} asks for is used: ${JSON.stringify(text)}`, async (t) => {
    const machine = testMachine(t);
    machine.node("bin/node", "22.1.0");
    for (const it of ["v22.9.0", "v22.10.1"]) machine.node(`home/.nvm/versions/node/${it}/bin/node`);
    machine.write(`work/${file}`, text);
    assert.deepEqual(await machine.find({ codeRoot: "work/src" }), {
      path: "home/.nvm/versions/node/v22.9.0/bin/node",
      version: "22.9.0",
    });
  });
}

test("a project that asks for another version than the template is told so, and the template wins", async (t) => {
  const machine = testMachine(t);
  machine.node("bin/node", "20.1.0");
  machine.node("home/.nvm/versions/node/v22.9.0/bin/node");
  machine.write("work/.nvmrc", "20");
  assert.deepEqual(await machine.find(), {
    path: "home/.nvm/versions/node/v22.9.0/bin/node",
    version: "22.9.0",
    note: ".nvmrc asks for Node.js 20, the template for 22",
  });
});

test("a pin without a number, and files that cannot be read, are no pin", async (t) => {
  const machine = testMachine(t);
  machine.node("bin/node", "22.1.0");
  machine.write("work/.nvmrc", "lts/*");
  machine.write("work/package.json", "{ half");
  mkdirSync(machine.at("work/.node-version"));
  assert.deepEqual(await machine.find(), { path: "bin/node", version: "22.1.0" });
});

test("without the function's version the nearest one is used, the newer of two, and said so", async (t) => {
  const machine = testMachine(t);
  machine.node("bin/node", "18.1.0");
  for (const it of ["v20.2.0", "v24.0.0"]) machine.node(`home/.nvm/versions/node/${it}/bin/node`);
  assert.deepEqual(await machine.find(), {
    path: "home/.nvm/versions/node/v24.0.0/bin/node",
    version: "24.0.0",
    note: "runs on Node.js 24.0.0 (nvm), not on 22: install Node.js 22, or name another by lamplight.run.nodePath or --node",
  });
});

test("what does not run, is no Node or is too old is passed over", async (t) => {
  const machine = testMachine(t);
  machine.write("one/node", "no program", 0o755);
  machine.write("two/node", "#!/bin/sh\necho hello\n", 0o755);
  machine.node("three/node", "16.20.0");
  machine.node("home/.nvm/versions/node/v14.0.0/bin/node");
  machine.node("four/node", "20.0.0");
  const found = await machine.find({ own: { PATH: machine.paths("one", "two", "three", "four") } });
  assert.equal(found.path, "four/node");
});

test("the Node that runs the command is used like any other; an editor only when there is no other", async (t) => {
  const machine = testMachine(t);
  const invoker = { path: machine.at("opt/node"), version: "22.4.0" };
  assert.deepEqual(await machine.find({ invoker: { ...invoker, isEditor: false } }), {
    path: "opt/node",
    version: "22.4.0",
  });
  assert.deepEqual(await machine.find({ invoker: { ...invoker, isEditor: true } }), {
    path: "opt/node",
    version: "22.4.0",
    note: "runs on the Node.js 22.4.0 of the editor, as no other was found: install Node.js 22, or name another by lamplight.run.nodePath or --node",
    variables: { ELECTRON_RUN_AS_NODE: "1" },
  });
  machine.node("bin/node", "20.0.0");
  assert.equal((await machine.find({ invoker: { ...invoker, isEditor: true } })).path, "bin/node");
});

test("the user's choice is used, and said so where it is of another version", async (t) => {
  const machine = testMachine(t);
  machine.node("bin/node", "22.1.0");
  machine.node("opt/mine", "20.3.0");
  assert.deepEqual(await machine.find({ chosen: machine.at("opt/mine") }), {
    path: "opt/mine",
    version: "20.3.0",
    note: "runs on Node.js 20.3.0 (as chosen), not on 22",
  });
});

test("a choice that does not run is refused, with what to do", async (t) => {
  const machine = testMachine(t);
  machine.node("bin/node", "22.1.0");
  machine.node("opt/old", "16.0.0");
  await assert.rejects(
    machine.find({ chosen: machine.at("opt/none") }),
    new Refusal(
      `the chosen Node.js does not run: choose another, or none to have one found: ${machine.at("opt/none")}`,
    ),
  );
  await assert.rejects(
    machine.find({ chosen: machine.at("opt/old") }),
    new Refusal(
      `the chosen Node.js is too old to run functions here: choose Node.js 18 or later: ${machine.at("opt/old")} is 16.0.0`,
    ),
  );
});

test("a shim is asked in the folder of the code, each time, and what it leads to is used", async (t) => {
  const machine = testMachine(t);
  machine.node("opt/22/node", "22.1.0");
  machine.node("opt/20/node", "20.1.0");
  machine.write("bin/node", `#!/bin/sh\nexec "${machine.at("opt")}/$(cat version)/node" "$@"\n`, 0o755);
  machine.write("work/version", "22");
  assert.equal((await machine.find()).path, "opt/22/node");
  machine.write("work/version", "20");
  assert.equal((await machine.find()).path, "opt/20/node");
});

test("a Node is asked once, and again when it was replaced", async (t) => {
  const machine = testMachine(t);
  machine.node("bin/node", "22.1.0", `echo asked >> "${machine.at("log")}"`);
  await machine.find();
  await machine.find({ own: { PATH: machine.paths("bin") } });
  assert.equal(machine.text("log"), "asked\n");
  machine.node("bin/node", "22.1.10");
  assert.equal((await machine.find()).version, "22.1.10");
});

/** A folder in place of a machine: its workspace is `work`, its home `home`, its commands are in `bin`. */
function testMachine(t: TestContext) {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "lamplight-test-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => path.join(folder, name);
  const write = (name: string, text: string, mode = 0o644) => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text, { mode });
  };
  mkdirSync(at("work/src"), { recursive: true });
  return {
    at,
    write,
    paths: (...names: string[]) => names.map(at).join(path.delimiter),
    places: (own: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(own).map(([name, place]) => [name, at(place)])),
    /** An executable that says that it is this version; without one, it must not be started. */
    node(name: string, version?: string, before = ""): void {
      const says = version === undefined ? "exit 1" : `${before}\necho ${version}\necho "$0"`;
      write(name, `#!/bin/sh\n${says}\n`, 0o755);
    },
    text: (name: string) => readFileSync(at(name), "utf8"),
    /** Paths in the answer are those of the machine. */
    async find({ codeRoot = "work", own = {}, ...rest }: Partial<NodeSearch> = {}): Promise<FoundRuntime> {
      const res = await findNode({
        major: 22,
        root: at("work"),
        codeRoot: at(codeRoot),
        own: { HOME: at("home"), PATH: at("bin"), ...own },
        invoker: { path: at("editor"), version: "22.4.0", isEditor: true },
        ...rest,
      });
      return { ...res, path: path.relative(folder, res.path) };
    },
  };
}
