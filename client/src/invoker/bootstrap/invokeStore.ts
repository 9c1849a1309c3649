const PROTECTED_KEYS = {
  REQUEST_ID: Symbol.for("_AWS_LAMBDA_REQUEST_ID"),
  X_RAY_TRACE_ID: Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID"),
  TENANT_ID: Symbol.for("_AWS_LAMBDA_TENANT_ID"),
};

type Store = Record<string | symbol, unknown>;

let current: Store | undefined;

/** `awslambda.InvokeStore` of Node.js 24: where libraries look for the request that is being served. */
export const invokeStore = {
  getContext: () => current,
  hasContext: () => current !== undefined,
  get: (key: string | symbol) => current?.[key],
  set(key: string | symbol, value: unknown): void {
    if (invokeStore.isProtectedKey(key)) {
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    }
    current = { ...current, [key]: value };
  },
  run<T>(store: Store, action: () => T): T {
    current = store;
    return action();
  },
  isProtectedKey: (key: string | symbol) => Object.values<string | symbol>(PROTECTED_KEYS).includes(key),
  getRequestId: () => current?.[PROTECTED_KEYS.REQUEST_ID] ?? "-",
  getXRayTraceId: () => current?.[PROTECTED_KEYS.X_RAY_TRACE_ID],
  getTenantId: () => current?.[PROTECTED_KEYS.TENANT_ID],
};

/** The request that the headers of the Runtime API tell of is served from now on. */
export function enterInvocation(headers: Readonly<Record<string, string>>): void {
  current = {
    [PROTECTED_KEYS.REQUEST_ID]: headers["lambda-runtime-aws-request-id"],
    [PROTECTED_KEYS.X_RAY_TRACE_ID]: headers["lambda-runtime-trace-id"],
    [PROTECTED_KEYS.TENANT_ID]: headers["lambda-runtime-aws-tenant-id"],
  };
}
