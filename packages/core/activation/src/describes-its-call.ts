type Described = Record<string, unknown> & { call: unknown };

/** The `call` that a method which describes one was written for. */
const calls = new WeakMap<object, unknown>();

/**
 * Says that a method of a class describes its `call` as both are now. A `call` that somebody puts in its place later, in the
 * class or in one layer, is not described by it any more. Classes that don't say so are trusted as they stand.
 */
export function rememberCall({ prototype }: { readonly prototype: object }, method: string): void {
  const described = prototype as Described;
  calls.set(described[method] as object, described.call);
}

/** Whether a layer has a method that describes the `call` that it has. One inherited beside a `call` of the layer's own doesn't. */
export function describesItsCall(layer: unknown, method: string): boolean {
  if (typeof layer !== 'object' || layer === null || !(method in layer)) return false;
  const description = (layer as Described)[method];
  if (typeof description !== 'function') return false;
  const described = calls.get(description);
  return described === undefined
    ? generation(layer, method) <= generation(layer, 'call')
    : described === (layer as Described).call;
}

/** How far up the chain of prototypes a property is found: 0 for the layer itself. */
function generation(layer: object, name: string): number {
  let found: object | null = layer;
  let steps = 0;
  while (found !== null && !Object.hasOwn(found, name)) {
    found = Object.getPrototypeOf(found);
    steps++;
  }
  return steps;
}
