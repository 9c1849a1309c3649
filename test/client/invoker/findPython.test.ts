import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { Refusal } from "../../../client/src/invoker/refusal.js";
import { findPython, type PythonSearch } from "../../../client/src/invoker/runtimes/findPython.js";
import type { FoundRuntime } from "../../../client/src/invoker/runtimes/runtime.js";
import { testInvoker } from "../../support/invoke.js";
import { installedPythons } from "../../support/pythons.js";

test("the environment of the project that is closest to the code is used", async (t) => {
  const machine = testMachine(t);
  machine.environment("work/.venv", "3.13.1");
  machine.environment("work/services/orders/venv", "3.13.2");
  machine.python("bin/python3.13", "3.13.0");
  assert.deepEqual(await machine.find({ codeRoot: "work/services/orders/src" }), {
    path: "work/services/orders/venv/bin/python",
    version: "3.13.2",
  });
  assert.equal((await machine.find({ codeRoot: "work/other" })).path, "work/.venv/bin/python");
});

test("an environment of another version is used, and said so", async (t) => {
  const machine = testMachine(t);
  machine.environment("work/.venv", "3.11.2");
  machine.python("bin/python3.13", "3.13.0");
  assert.deepEqual(await machine.find(), {
    path: "work/.venv/bin/python",
    version: "3.11.2",
    note: "runs on Python 3.11.2 (.venv), not on 3.13",
  });
});

test("an environment whose interpreter is gone is passed over, and said so", async (t) => {
  const machine = testMachine(t);
  machine.environment("work/.venv", "3.13.1");
  rmSync(machine.at("work/.venv/bin/python"));
  symlinkSync(machine.at("gone/python3.13"), machine.at("work/.venv/bin/python"));
  machine.python("bin/python3.13", "3.13.0");
  assert.deepEqual(await machine.find(), {
    path: "bin/python3.13",
    version: "3.13.0",
    note: ".venv is passed over: its interpreter is gone",
  });
});

test("an environment that is too old is passed over, and said so", async (t) => {
  const machine = testMachine(t);
  machine.environment("work/.venv", "3.6.9");
  machine.python("bin/python3", "3.12.0");
  assert.deepEqual(await machine.find(), {
    path: "bin/python3",
    version: "3.12.0",
    note: ".venv is passed over: Python 3.6.9 is too old to run functions here; runs on Python 3.12.0 (MACHINE/bin/python3), not on 3.13",
  });
});

test("the active environment comes first if it is the project's", async (t) => {
  const machine = testMachine(t);
  machine.environment("work/.venv", "3.13.1");
  machine.environment("work/tools/active", "3.13.2");
  machine.environment("elsewhere/active", "3.13.3");
  const active = (folder: string) => machine.find({ own: { VIRTUAL_ENV: machine.at(folder) } });
  assert.equal((await active("work/tools/active")).version, "3.13.2");
  assert.equal((await active("elsewhere/active")).version, "3.13.1");
});

test("an environment of conda tells its version itself", async (t) => {
  const machine = testMachine(t);
  mkdirSync(machine.at("work/env/conda-meta"), { recursive: true });
  machine.python("work/env/bin/python", "3.13.4");
  assert.deepEqual(await machine.find(), { path: "work/env/bin/python", version: "3.13.4" });
});

test("a folder that is only named like an environment is none", async (t) => {
  const machine = testMachine(t);
  machine.write("work/env/prod.json", "{}");
  machine.python("bin/python3.13", "3.13.0");
  assert.equal((await machine.find()).path, "bin/python3.13");
});

test("Poetry's environment of the function's version is found by the path of the project", async (t) => {
  const machine = testMachine(t);
  machine.write("work/pyproject.toml", '[tool.poetry]\nname = "orders"\n');
  const hash = shortHash(realpathSync(machine.at("work")));
  const place = "home/.cache/pypoetry/virtualenvs";
  machine.environment(`${place}/orders-${hash}-py3.11`, "3.11.2");
  machine.environment(`${place}/orders-${hash}-py3.13`, "3.13.1");
  machine.environment(`${place}/orders-AAAAAAAA-py3.13`, "3.13.9");
  assert.deepEqual(await machine.find(), { path: `${place}/orders-${hash}-py3.13/bin/python`, version: "3.13.1" });
});

test("Poetry is asked where its settings put environments elsewhere", async (t) => {
  const machine = testMachine(t);
  machine.write("work/poetry.lock", "");
  machine.environment("envs/orders", "3.13.1");
  machine.command("bin/poetry", `[ "$*" = "env info -p" ] && echo ${machine.at("envs/orders")}`);
  assert.equal((await machine.find()).path, "envs/orders/bin/python");
});

test("Pipenv's environment is found by the path of the Pipfile", async (t) => {
  const machine = testMachine(t);
  machine.write("work/Pipfile", "");
  const folder = `home/.local/share/virtualenvs/work-${shortHash(machine.at("work/Pipfile"))}`;
  machine.environment(folder, "3.13.1");
  assert.equal((await machine.find()).path, `${folder}/bin/python`);
});

test("an environment of pyenv is found by the name that the project gives", async (t) => {
  const machine = testMachine(t);
  machine.write("work/.python-version", "orders\n");
  machine.environment("home/.pyenv/versions/orders", "3.13.1");
  machine.python("bin/python3.13", "3.13.0");
  assert.equal((await machine.find()).path, "home/.pyenv/versions/orders/bin/python");
});

test("of what is installed, the function's version comes first, then the project's, then any", async (t) => {
  const machine = testMachine(t);
  machine.python("bin/python3", "3.9.1");
  machine.python("home/.pyenv/versions/3.12.1/bin/python3", "3.12.1");
  machine.python("home/.pyenv/versions/3.12.10/bin/python3", "3.12.10");
  machine.python("home/.local/share/uv/python/cpython-3.13.1-linux-x86_64-gnu/bin/python3", "3.13.1");
  machine.write("work/.python-version", "3.12\n");
  assert.equal((await machine.find({ minor: 13 })).version, "3.13.1");
  assert.equal((await machine.find({ minor: 12 })).version, "3.12.10");
  assert.deepEqual(await machine.find({ minor: 14 }), {
    path: "home/.pyenv/versions/3.12.10/bin/python3",
    version: "3.12.10",
    note: "runs on Python 3.12.10 (MACHINE/home/.pyenv/versions/3.12.10/bin/python3), not on 3.14",
  });
  rmSync(machine.at("work/.python-version"));
  assert.equal((await machine.find({ minor: 14 })).version, "3.9.1");
});

test("a command that is no Python 3, or does not run, is passed over", async (t) => {
  const machine = testMachine(t);
  machine.command("bin/python3.13", "echo not found >&2; exit 127");
  machine.command("bin/python3", "echo Python 2.7.18");
  machine.write("bin/python", "not executable");
  machine.python("more/python", "3.13.0");
  assert.equal(
    (await machine.find({ own: { PATH: `${machine.at("bin")}:${machine.at("more")}` } })).path,
    "more/python",
  );
});

test("without any Python the run is refused, and it is said what to do", async (t) => {
  const machine = testMachine(t);
  await assert.rejects(
    machine.find(),
    refusal(
      "no Python was found that runs this function: install Python 3.13, or name another by lamplight.run.pythonPath or --python",
    ),
  );
  machine.environment("work/.venv", "3.13.1");
  rmSync(machine.at("work/.venv/bin"), { recursive: true });
  await assert.rejects(
    machine.find(),
    refusal(/ \(\.venv is passed over: its interpreter is gone\): install Python 3\.13, or /),
  );
});

test("the user's choice goes before all, and has to run", async (t) => {
  const machine = testMachine(t);
  machine.environment("work/.venv", "3.13.1");
  machine.environment("chosen", "3.12.4");
  machine.python("old/python", "3.6.9");
  const choose = (name: string) => machine.find({ chosen: machine.at(name) });
  const note = "runs on Python 3.12.4 (MACHINE/chosen/bin/python), not on 3.13";
  assert.deepEqual(await choose("chosen/bin/python"), { path: "chosen/bin/python", version: "3.12.4", note });
  assert.equal((await choose("chosen")).path, "chosen/bin/python");
  await assert.rejects(choose("absent/python"), refusal(/^the chosen Python does not run: .*: \S+\/absent\/python$/));
  await assert.rejects(
    choose("old/python"),
    refusal(/^the chosen Python is too old .* choose Python 3\.8 or later: .* is 3\.6\.9$/),
  );
});

test("an interpreter that was replaced is asked again", async (t) => {
  const machine = testMachine(t);
  machine.python("bin/python3.13", "3.13.0");
  assert.equal((await machine.find()).version, "3.13.0");
  machine.python("bin/python3.13", "3.13.10");
  assert.equal((await machine.find()).version, "3.13.10");
});

test("a function sees the packages of the project's environment", async (t) => {
  const [python] = await installedPythons();
  assert.ok(python);
  const { invoke, folder } = testInvoker(t, {
    files: { "app.py": "import sys\ndef handler(event, context): return sys.prefix" },
    spec: { runtime: python.runtime, handler: "app.handler" },
  });
  execFileSync(python.path, ["-m", "venv", "--without-pip", path.join(folder, ".venv")]);
  const { outcome, notes } = await invoke();
  assert.deepEqual(outcome, { kind: "success", payload: JSON.stringify(path.join(folder, ".venv")) });
  assert.deepEqual(
    notes.filter((it) => it.includes("Python")),
    [],
  );
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
  const command = (name: string, script: string) => write(name, `#!/bin/sh\n${script}\n`, 0o755);
  /** An executable that says that it is this version of Python. */
  const python = (name: string, version: string) => command(name, `echo ${version}; echo "$0"`);
  mkdirSync(at("work"));
  return {
    at,
    write,
    command,
    python,
    environment(name: string, version: string): void {
      write(`${name}/pyvenv.cfg`, `home = /usr/bin\nversion = ${version}\n`);
      python(`${name}/bin/python`, version);
    },
    /** Paths in the answer are those of the machine. */
    async find(search: Partial<PythonSearch> = {}): Promise<FoundRuntime> {
      const { codeRoot = "work", own = {}, ...rest } = search;
      const found = await findPython({
        minor: 13,
        root: at("work"),
        codeRoot: at(codeRoot),
        own: { HOME: at("home"), PATH: `${at("bin")}`, ...own },
        ...rest,
      });
      return {
        ...found,
        path: path.relative(folder, found.path),
        ...(found.note && { note: found.note.replaceAll(folder, "MACHINE") }),
      };
    },
  };
}

function refusal(message: string | RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Refusal);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  };
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 8);
}
