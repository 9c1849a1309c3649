import path from "node:path";
import { type BootstrapConfig, CONFIG_VARIABLE } from "./config.js";

const config = JSON.parse(process.env[CONFIG_VARIABLE] ?? "{}") as BootstrapConfig;
delete process.env[CONFIG_VARIABLE];
const api = `http://${process.env["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime`;

async function main(): Promise<void> {
  const [, name, method] = /^(.*)\.([^.]*)$/.exec(config.handler) ?? [];
  const { loadSource, loadedFiles } = await import("./typescript/loadSource.js");
  const loaded = await loadSource(config).finally(() =>
    fetch(`http://${process.env["AWS_LAMBDA_RUNTIME_API"]}/lamplight/loaded`, {
      method: "POST",
      body: JSON.stringify(loadedFiles()),
    }),
  );
  const module = (loaded?.module ?? require(path.join(config.taskRoot, name ?? ""))) as Record<
    string,
    (event: unknown, context: object) => unknown
  >;
  for (;;) {
    const next = await fetch(`${api}/invocation/next`);
    const id = next.headers.get("lambda-runtime-aws-request-id");
    const event: unknown = await next.json();
    const result = await module[method ?? ""]?.(event, {});
    await fetch(`${api}/invocation/${id}/response`, { method: "POST", body: JSON.stringify(result ?? null) });
  }
}

void main();
