import type { Resource } from "../../model/template.js";
import { property, type Value, worlds } from "../../model/value.js";
import { referenceTo, type Wired, type Wires } from "./wiring.js";

/** The newer triggers are maps with the function's ARN beside the version of their event. */
export function userPoolTriggers(pool: Resource, wires: Wires): readonly Wired[] {
  const config = property(pool.properties, "LambdaConfig");
  return worlds(config).flatMap(({ value }) =>
    (value.kind === "object" ? value.entries : []).flatMap(({ key: stage, keyPlace, value: target }) =>
      targets(target, wires).map(
        (it): Wired => ({
          function: it,
          trigger: {
            kind: "cognito",
            key: pool.id,
            place: keyPlace ?? pool.place,
            source: referenceTo(pool),
            settings: pool.properties,
            stage,
          },
        }),
      ),
    ),
  );
}

function targets(value: Value, wires: Wires): readonly string[] {
  return wires.functionsAt(value.kind === "object" ? property(value, "LambdaArn") : value);
}
