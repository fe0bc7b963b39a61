import type { Symbolic } from './layer.js';

/** Padding or pooling, convolution, normalization, activation. */
const longest = 4;

/** The consumers of every tensor, by its id. */
export function consumersOf(order: readonly Symbolic[]): ReadonlyMap<number, readonly Symbolic[]> {
  const consumers = new Map<number, Symbolic[]>();
  for (const symbol of order)
    for (const { id } of symbol.inputs) {
      const others = consumers.get(id);
      if (others === undefined) consumers.set(id, [symbol]);
      else others.push(symbol);
    }
  return consumers;
}

/** A symbolic tensor followed by its only consumer, if that has no other input, and so on; as long as the longest fusion. */
export function chainFrom(
  symbol: Symbolic,
  consumers: ReadonlyMap<number, readonly Symbolic[]>,
  outputs: ReadonlySet<number>,
): Symbolic[] {
  const chain = [symbol];
  for (let last = symbol; chain.length < longest && !outputs.has(last.id); chain.push(last)) {
    const [next, ...others] = consumers.get(last.id) ?? [];
    if (next === undefined || others.length > 0 || next.inputs.length !== 1) break;
    last = next;
  }
  return chain;
}
