import type { Elementwise } from './elementwise.js';

type Described = Partial<Elementwise> & { readonly call?: unknown };

/** The `call` that an `elementwise` was written for. */
const calls = new WeakMap<object, unknown>();

/**
 * Says that a class's `elementwise` describes its `call` as both are now. A `call` that somebody puts in its place later, in
 * the class or in one layer, is not described by it any more. Classes that don't say so are trusted as they stand.
 */
export function rememberCall({ prototype }: { readonly prototype: Elementwise & Described }): void {
  calls.set(prototype.elementwise, prototype.call);
}

/**
 * Whether a layer is {@link Elementwise}. An `elementwise` that was inherited by a layer with a `call` of its own is not
 * believed: it describes the `call` of the class that it comes from.
 */
export function isElementwise(layer: unknown): layer is Elementwise {
  if (typeof layer !== 'object' || layer === null) return false;
  const { elementwise, call }: Described = layer;
  if (typeof elementwise !== 'function') return false;
  const described = calls.get(elementwise);
  return described === undefined
    ? generation(layer, 'elementwise') <= generation(layer, 'call')
    : described === call;
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
