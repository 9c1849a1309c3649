import inspector from "node:inspector";
import type { RuntimeConnection } from "./runtimeConnection.js";

/** Opens the debugger and waits until the invoker says that one is attached and its breakpoints are set. */
export async function waitForDebugger(connection: RuntimeConnection): Promise<void> {
  inspector.open(0, "127.0.0.1");
  const { port } = new URL(inspector.url() ?? "");
  await connection.post("/lamplight/debugger", port);
}
