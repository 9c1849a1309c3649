import type { Resource } from "../../model/template.js";
import type { RouteTrigger } from "../../model/trigger.js";
import { at, type Entry, property, type Value, worlds } from "../../model/value.js";
import { referenceTo, type Wired, type Wires } from "./wiring.js";

const INTEGRATION = "x-amazon-apigateway-integration";
const ANY_METHOD = "x-amazon-apigateway-any-method";

/** The routes of an API that a document of OpenAPI in the template describes. */
export function openApiRoutes(kind: RouteTrigger["kind"], definition: "Body" | "DefinitionBody") {
  return (api: Resource, wires: Wires): readonly Wired[] =>
    entriesOf(at(api.properties, definition, "paths")).flatMap((path) =>
      entriesOf(path.value).flatMap((method) => {
        const settings = property(method.value, INTEGRATION);
        return wires.functionsAt(property(settings, "uri")).map(
          (it): Wired => ({
            function: it,
            trigger: {
              kind,
              key: api.id,
              place: method.keyPlace ?? api.place,
              source: referenceTo(api),
              settings,
              method: { kind: "known", value: method.key === ANY_METHOD ? "ANY" : method.key },
              path: { kind: "known", value: path.key },
            },
          }),
        );
      }),
    );
}

function entriesOf(value: Value): readonly Entry[] {
  return worlds(value).flatMap(({ value: it }) => (it.kind === "object" ? it.entries : []));
}
