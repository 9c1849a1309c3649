/** An order as a customer sends it. */
export interface NewOrder {
  readonly items: readonly OrderItem[];
}

export interface OrderItem {
  readonly sku: string;
  readonly quantity: number;
}

/** An order as it waits in the queue and is stored. */
export interface Order extends NewOrder {
  readonly customerId: string;
  readonly orderId: string;
  readonly placedAt: string;
}

/** Reads what a customer sent; undefined when it is no order. */
export function parseNewOrder(body: string): NewOrder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("items" in value)) return undefined;
  const { items } = value;
  if (!Array.isArray(items) || items.length === 0 || !items.every(isOrderItem)) return undefined;
  return { items: items.map(({ sku, quantity }) => ({ sku, quantity })) };
}

function isOrderItem(value: unknown): value is OrderItem {
  if (typeof value !== "object" || value === null || !("sku" in value) || !("quantity" in value)) return false;
  const { sku, quantity } = value;
  return typeof sku === "string" && sku !== "" && Number.isInteger(quantity) && Number(quantity) > 0;
}
