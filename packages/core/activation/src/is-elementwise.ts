import type { Elementwise } from './elementwise.js';

type Described = Partial<Elementwise> & { readonly call?: unknown };

/** The `call` that an `elementwise` was written for. */
const calls = new WeakMap<object, unknown>();

/**
 * Records that a class's `elementwise` describes its current `call`. If `call` is replaced later, in the class or in one layer,
 * `elementwise` no longer describes it. Classes that are not recorded are trusted.
 */
export function rememberCall({ prototype }: { readonly prototype: Elementwise & Described }): void {
  calls.set(prototype.elementwise, prototype.call);
}

/**
 * Whether a layer is {@link Elementwise}. If a layer has its own `call` but inherits `elementwise`, that does not count: it
 * describes the inherited `call`.
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

/** Distance to a property along the prototype chain: 0 for the layer itself. */
function generation(layer: object, name: string): number {
  let found: object | null = layer;
  let steps = 0;
  while (found !== null && !Object.hasOwn(found, name)) {
    found = Object.getPrototypeOf(found);
    steps++;
  }
  return steps;
}
