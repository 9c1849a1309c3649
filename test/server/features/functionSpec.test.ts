import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { exportSpec, functionSpec, type SpecOptions } from "../../../server/src/features/functionSpec.js";
import { openProject } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";
import type { Settings } from "../../../server/src/model/settings.js";
import type { FunctionAnswer, FunctionSpec } from "../../../server/src/protocol.js";
import { fileIdOf } from "../../../server/src/workspace/uri.js";
import { openFixture, projectOptions, TODAY } from "../../support/check.js";
import { FIXTURE_ROOT, parseFixture } from "../../support/fixture.js";

const OPTIONS: SpecOptions = { date: TODAY, pathOf: (file) => file };

const HANDLER = "export const handler = async () => {};\n";

test("a function that sets nothing runs with what Lambda takes", async () => {
  const spec = await specOf(sam("CodeUri: src/", "Handler: app.handler", "Runtime: nodejs24.x"));
  const { revision, ...rest } = spec;
  assert.match(revision, /^[\w-]{20,}$/);
  assert.deepEqual(rest, {
    id: "F",
    template: "/fixture/template.yaml",
    root: "/fixture",
    name: "F",
    runtime: "nodejs24.x",
    handler: "app.handler",
    code: {
      kind: "folder",
      root: "/fixture/src",
      source: { file: "/fixture/src/app.mjs", export: "handler" },
      built: false,
    },
    timeout: 3,
    memorySize: 128,
    ephemeralStorage: 512,
    region: "us-east-1",
    accountId: "123456789012",
    layers: [],
    environment: {},
    logging: { format: "Text" },
    notes: [],
  });
});

test("what is set, in the function, in Globals and by parameters, is effective", async () => {
  const fixture = `
    Transform: AWS::Serverless-2016-10-31
    Parameters:
      Seconds: { Type: Number, Default: 30 }
      Stage: { Type: String, Default: prod }
    Conditions:
      IsProd: !Equals [!Ref Stage, prod]
    Globals:
      Function:
        Runtime: nodejs22.x
        CodeUri: src
        Timeout: !Ref Seconds
        Environment: { Variables: { SHARED: a, OWN: a } }
        LoggingConfig: { LogFormat: JSON, ApplicationLogLevel: DEBUG }
    Resources:
      F:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
          FunctionName: !Sub orders-\${Stage}
          MemorySize: !If [IsProd, 1024, 128]
          EphemeralStorage: { Size: 1024 }
          Environment: { Variables: { OWN: b, AWS_REGION: x } }
    //- src/app.mjs
    ${HANDLER}`;
  const spec = await specOf(fixture);
  assert.deepEqual(
    [spec.name, spec.runtime, spec.timeout, spec.memorySize, spec.ephemeralStorage, spec.logging, spec.notes],
    ["orders-prod", "nodejs22.x", 30, 1024, 1024, { format: "JSON", applicationLevel: "DEBUG" }, []],
  );
  assert.deepEqual(spec.environment, {
    SHARED: { kind: "value", value: "a" },
    OWN: { kind: "value", value: "b" },
  });
  const other = await specOf(fixture, { parameters: { Stage: "dev", Seconds: "40" } });
  assert.deepEqual([other.name, other.timeout, other.memorySize], ["orders-dev", 40, 128]);
  assert.notEqual(other.revision, spec.revision);
});

test("the revision is the same for the same function, and another for each change of it", async () => {
  const template = sam("CodeUri: src/", "Handler: app.handler", "Runtime: nodejs24.x", "Timeout: 5");
  const { revision } = await specOf(template);
  assert.equal((await specOf(`${template}\n//- other.txt\nx`)).revision, revision);
  assert.notEqual((await specOf(template.replace("Timeout: 5", "Timeout: 6"))).revision, revision);
});

test("what cannot be known or is out of range is replaced, and noted", async () => {
  const spec = await specOf(
    sam("CodeUri: src/", "Handler: app.handler", "Runtime: nodejs24.x", "Timeout: 901", "MemorySize: !ImportValue m"),
  );
  assert.deepEqual([spec.timeout, spec.memorySize], [900, 128]);
  assert.deepEqual(spec.notes, [
    "Timeout cannot be 901, so the function runs with 900",
    "MemorySize is not known, so the function runs with 128",
  ]);
});

test("where nothing decides a condition, the value is taken under which it holds, and noted", async () => {
  const text = sam("CodeUri: src/", "Handler: app.handler", "Runtime: nodejs24.x", "Timeout: !If [Long, 60, 5]");
  const open = `Parameters: { Size: { Type: String } }\nConditions: { Long: !Equals [!Ref Size, l] }\n${text}`;
  const spec = await specOf(open);
  assert.equal(spec.timeout, 60);
  assert.deepEqual(spec.notes, [
    "the first value of Timeout is taken: it depends on the condition Long: give a value in lamplight.parameters or by --parameter: Size",
  ]);
});

test("TypeScript, a bundle and a source that is not what Lambda reads are built", async () => {
  const source = async (properties: string, files: string) => {
    const { code } = await specOf(sam(...properties.split(", "), files));
    assert.ok(code.kind === "folder");
    return [code.root, code.source?.file, code.source?.export, code.format, code.built];
  };
  const typescript = "//- src/app.ts\nexport const handler = async () => {};";
  assert.deepEqual(await source("CodeUri: src, Handler: app.handler, Runtime: nodejs24.x", typescript), [
    "/fixture/src",
    "/fixture/src/app.ts",
    "handler",
    undefined,
    true,
  ]);
  const bundle = "CodeUri: ., Handler: app.handler, Runtime: nodejs24.x";
  const metadata = "Metadata: { BuildMethod: esbuild, BuildProperties: { Format: esm, EntryPoints: [src/app.js] } }";
  assert.deepEqual(await source(bundle, `    ${metadata}\n//- src/app.js\n${HANDLER}`), [
    "/fixture",
    "/fixture/src/app.js",
    "handler",
    "esm",
    true,
  ]);
  const python = "//- pyproject.toml\n//- src/pkg/app.py\ndef handle(event, context): ...";
  assert.deepEqual(await source("CodeUri: ., Handler: pkg.app.handle, Runtime: python3.13", python), [
    "/fixture",
    "/fixture/src/pkg/app.py",
    "handle",
    undefined,
    true,
  ]);
});

test("a handler is followed to a property, a package's __init__ and a single file", async () => {
  const nested = "//- src/app.js\nexports.api = { async get(event) {} };";
  const spec = await specOf(sam("CodeUri: src", "Handler: app.api.get", "Runtime: nodejs24.x", nested));
  assert.deepEqual(spec.code, {
    kind: "folder",
    root: "/fixture/src",
    source: { file: "/fixture/src/app.js", export: "api.get" },
    built: false,
  });
  const init = "//- src/app/__init__.py\ndef handler(event, context): ...";
  const python = await specOf(sam("CodeUri: src", "Handler: app.handler", "Runtime: python3.13", init));
  assert.ok(python.code.kind === "folder" && !python.code.built);
  const single = "//- src/one.py\ndef handler(event, context): ...";
  const file = await specOf(sam("CodeUri: src/one.py", "Handler: one.handler", "Runtime: python3.13", single));
  assert.ok(file.code.kind === "folder");
  assert.equal(file.code.root, "/fixture/src");
});

test("a handler that its file lacks is run all the same, to fail as it would on Lambda", async () => {
  const { code } = await specOf(sam("CodeUri: src", "Handler: app.handle", "Runtime: nodejs24.x"));
  assert.ok(code.kind === "folder");
  assert.deepEqual(code.source, { file: "/fixture/src/app.mjs", export: "handle" });
});

test("a handler file that is half typed is still the one that runs", async () => {
  const half = "//- src/app.ts\nclass A {\nexport const handler = async () => {};";
  const { code } = await specOf(sam("CodeUri: src", "Handler: app.handler", "Runtime: nodejs24.x", half));
  assert.deepEqual(code, {
    kind: "folder",
    root: "/fixture/src",
    source: { file: "/fixture/src/app.ts", export: "handler" },
    built: true,
  });
});

test("SAM packs the folder of the template for a function without a CodeUri", async () => {
  const { code } = await specOf(sam("Handler: src/app.handler", "Runtime: nodejs24.x"));
  assert.ok(code.kind === "folder");
  assert.equal(code.root, "/fixture");
});

test("inline code is carried with placeholders in it, as the language of its runtime", async () => {
  const inline = (runtime: string, code: string) =>
    specOf(`
      Resources:
        T: { Type: AWS::DynamoDB::Table }
        F:
          Type: AWS::Lambda::Function
          Properties: { Runtime: ${runtime}, Handler: index.handler, Code: { ZipFile: ${code} } }`);
  assert.deepEqual((await inline("python3.13", "!Sub 't = \"${T}\"'")).code, {
    kind: "inline",
    text: 't = "local-T"',
    extension: "py",
  });
  assert.deepEqual((await inline("nodejs24.x", "'exports.handler = 1'")).code, {
    kind: "inline",
    text: "exports.handler = 1",
    extension: "js",
  });
});

test("layers are the folders that the template makes them of; what is elsewhere is noted", async () => {
  const spec = await specOf(`
    Transform: AWS::Serverless-2016-10-31
    Resources:
      One: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layers/one/ } }
      Two: { Type: AWS::Lambda::LayerVersion, Properties: { Content: ../two } }
      Far: { Type: AWS::Lambda::LayerVersion, Properties: { Content: { S3Bucket: b, S3Key: k } } }
      F:
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: src
          Handler: app.handler
          Runtime: nodejs24.x
          Layers: [!Ref Two, !Ref One, !Ref Far, "arn:aws:lambda:eu-west-1:1:layer:x:1", !ImportValue l]
    //- src/app.mjs
    ${HANDLER}`);
  assert.deepEqual(spec.layers, ["/two", "/fixture/layers/one"]);
  assert.equal(spec.region, "eu-west-1");
  assert.deepEqual(spec.notes, [
    "the content of a layer is no local folder, so what it brings has to be installed beside the code: Far",
    "the content of a layer is not here, so what it brings has to be installed beside the code: arn:aws:lambda:eu-west-1:1:layer:x:1",
    "a layer is left out: Fn::ImportValue takes it from another stack",
  ]);
});

const problems: readonly (readonly [name: string, properties: readonly string[], message: string])[] = [
  [
    "Java",
    ["CodeUri: src", "Handler: a.B::c", "Runtime: java21"],
    "F cannot be run: local runs are for Node.js and Python, and it runs on Java; use sam local invoke",
  ],
  [
    "a binary",
    ["CodeUri: src", "Handler: bootstrap", "Runtime: provided.al2023"],
    "F cannot be run: local runs are for Node.js and Python, and it brings its own runtime; use sam local invoke",
  ],
  [
    "a handler that only a deploy knows",
    ["CodeUri: src", "Handler: !ImportValue h", "Runtime: nodejs24.x"],
    "F cannot be run: its Handler is not known (Fn::ImportValue takes it from another stack); set one, such as app.handler",
  ],
  [
    "a runtime that there is not",
    ["CodeUri: src", "Handler: app.handler", "Runtime: nodejs24"],
    "F cannot be run: Lambda has no runtime of that name; correct its Runtime: nodejs24",
  ],
  [
    "an unknown runtime",
    ["CodeUri: src", "Handler: app.handler", "Runtime: !ImportValue r"],
    "F cannot be run: its Runtime is not known (Fn::ImportValue takes it from another stack); set one, such as nodejs24.x or python3.14",
  ],
  [
    "no runtime",
    ["CodeUri: src", "Handler: app.handler"],
    "F cannot be run: the template sets no Runtime; set one, such as nodejs24.x or python3.14",
  ],
  [
    "no handler",
    ["CodeUri: src", "Runtime: nodejs24.x"],
    "F cannot be run: the template sets no Handler; set one, such as app.handler",
  ],
  [
    "an image",
    ["PackageType: Image", "ImageUri: x"],
    "F cannot be run: it is a container image; run its image with Docker",
  ],
  [
    "code in a bucket",
    ["CodeUri: s3://bucket/key.zip", "Handler: app.handler", "Runtime: nodejs24.x"],
    "F cannot be run: its code is not in this folder (a bucket); let CodeUri name a local folder",
  ],
  [
    "an archive",
    ["CodeUri: dist/app.zip", "Handler: app.handler", "Runtime: nodejs24.x"],
    "F cannot be run: its code is packed; name the folder that it is packed from, instead of app.zip",
  ],
  [
    "a handler in another language",
    ["CodeUri: src", "Handler: app.handler", "Runtime: python3.13"],
    "F cannot be run: its handler is written in JavaScript, which Python does not run; correct its Runtime: python3.13",
  ],
];

for (const [name, properties, message] of problems) {
  test(`why a function cannot be run is told: ${name}`, async () => {
    assert.deepEqual(await answerOf(sam(...properties)), { kind: "problem", message });
  });
}

test("a function that only its file names runs on the newest runtime, from the nearest package", async () => {
  const project = await openFixture(
    new Map([
      ["pkg/package.json", "{}"],
      ["pkg/src/orders.ts", HANDLER],
      ["tools/app.py", "def handle(event, context): ..."],
    ]),
  );
  const file = (name: string) => `${FIXTURE_ROOT}/${name}` as FileId;
  const orders = await project.exportsOf(file("pkg/src/orders.ts"));
  const app = await project.exportsOf(file("tools/app.py"));
  assert.ok(orders && app);
  const spec = specIn(exportSpec(orders, "handler", OPTIONS));
  assert.deepEqual(
    [spec.runtime, spec.handler, spec.timeout, spec.memorySize],
    ["nodejs24.x", "src/orders.handler", 3, 128],
  );
  assert.deepEqual(spec.code, {
    kind: "folder",
    root: "/fixture/pkg",
    source: { file: "/fixture/pkg/src/orders.ts", export: "handler" },
    built: true,
  });
  const python = specIn(exportSpec(app, "handle", OPTIONS));
  assert.deepEqual([python.runtime, python.handler, python.root], ["python3.14", "tools/app.handle", "/fixture"]);
  assert.deepEqual(exportSpec(app, "other", OPTIONS), {
    kind: "problem",
    message: "other cannot be run: app.py has no such export; name one that it has",
  });
  assert.equal(await project.exportsOf(file("missing.ts")), undefined);
});

for (const [name, expected] of [
  ["orders", ["GetOrder nodejs24.x 10 s", "PlaceOrder nodejs24.x 10 s", "StoreOrders nodejs24.x 30 s"]],
  ["telemetry", ["ArchiveReadings python3.14 60 s", "ImportUpload python3.14 300 s"]],
  [
    "edge-site",
    [
      "OriginRequest nodejs24.x 5 s",
      "OriginResponse nodejs24.x 5 s",
      "ViewerRequest nodejs24.x 5 s",
      "ViewerResponse nodejs24.x 5 s",
    ],
  ],
] as const) {
  test(`every function of the example ${name} can be run, from its source`, async () => {
    const template = fileIdOf(path.resolve("examples", name, "template.yaml"));
    const analysis = await (await openProject({ ...projectOptions(), roots: [template] })).analyse();
    const specs = analysis.functions.map((it) => specIn(functionSpec(analysis, it, OPTIONS)));
    assert.deepEqual(specs.map((it) => `${it.id} ${it.runtime} ${it.timeout} s`).sort(), expected);
    for (const { code, environment, notes, root } of specs) {
      assert.ok(code.kind === "folder" && code.source);
      assert.deepEqual(notes, []);
      assert.equal(root, path.posix.dirname(template));
      assert.ok(Object.values(environment).every((it) => it.kind === "value" || it.kind === "placeholder"));
    }
  });
}

/** A template with the function `F`; what begins a file ends it. */
function sam(...properties: readonly string[]): string {
  const own = properties.filter((it) => !/^(?:\s|\/\/-)/.test(it)).map((it) => `      ${it}`);
  const rest = properties.filter((it) => /^(?:\s|\/\/-)/.test(it));
  const head = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function";
  const code = rest.some((it) => it.includes("//- ")) ? "" : `//- src/app.mjs\n${HANDLER}`;
  return [head, "    Properties:", ...own, ...rest, code].join("\n");
}

async function answerOf(fixture: string, settings: Partial<Settings> = {}): Promise<FunctionAnswer> {
  const analysis = await (await openFixture(parseFixture(fixture).files, { settings })).analyse();
  const fn = analysis.functions.find((it) => it.id === "F");
  assert.ok(fn);
  return functionSpec(analysis, fn, OPTIONS);
}

async function specOf(fixture: string, settings: Partial<Settings> = {}): Promise<FunctionSpec> {
  return specIn(await answerOf(fixture, settings));
}

function specIn(answer: FunctionAnswer): FunctionSpec {
  assert.ok(answer.kind === "spec", answer.kind === "problem" ? answer.message : "");
  return answer.spec;
}
