import { test } from "node:test";
import { layersMax } from "../../../../server/src/rules/limits/layersMax.js";
import { checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

function layers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `  - arn:aws:lambda:eu-west-1:123456789012:layer:l${index}:1`);
}

test("five layers are allowed", async () => {
  await checkRule(layersMax, samFunction("Layers:", ...layers(5)));
});

test("the sixth layer is one too many", async () => {
  const [last = "", ...others] = layers(6).toReversed();
  const message = "error: A function can have 5 layers, but this one has 6: AWS rejects the deploy";
  await checkRule(layersMax, samFunction("Layers:", ...others.toReversed(), marked(last, last.slice(4), message)));
});

test("a layer that may be left out does not count", async () => {
  const maybe = "  - !If [IsProd, arn:aws:lambda:eu-west-1:123456789012:layer:l9:1, !Ref AWS::NoValue]";
  await checkRule(
    layersMax,
    `Parameters:
  Stage:
    Type: String
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
${samFunction("Layers:", ...layers(5), maybe)}`,
  );
});

test("layers that are not known are counted one by one", async () => {
  const message = "error: A function can have 5 layers, but this one has 6: AWS rejects the deploy";
  await checkRule(
    layersMax,
    samFunction("Layers:", ...layers(5), marked("  - Fn::ImportValue: logging", "Fn::ImportValue: logging", message)),
  );
});

test("a list that is not known is not judged", async () => {
  await checkRule(
    layersMax,
    `Parameters:
  Layers:
    Type: CommaDelimitedList
${samFunction("Layers: !Ref Layers")}`,
  );
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(layersMax, samFunction("Layers:", ...layers(6), "Tags: { A: [b"));
});
